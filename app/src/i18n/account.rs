//! Texts of the account page, sign-in codes and reauthentication.

use super::{Messages, define_messages};
use domain::{
    account::AccountProblem,
    password::{PASSWORD_MAX, PASSWORD_MIN, PasswordError},
};

define_messages! {
    reauth_text(minutes: i64) = "Confirm your identity to continue. You are asked at most every {minutes} minutes, and what you entered is kept.", "Conferma la tua identità per continuare. Ti viene chiesto al massimo ogni {minutes} minuti e ciò che hai inserito non va perso.";
    reauth_button = "Continue", "Continua";
    reauth_as(email: &str) = "Signed in as {email}", "Accesso come {email}";
    code_lead = "Enter your code", "Inserisci il codice";
    code_text = "Open your authenticator app and enter the code that it shows. A recovery code works too.", "Apri l’app di autenticazione e inserisci il codice che mostra. Va bene anche un codice di recupero.";
    code_field = "Authentication code or recovery code", "Codice di verifica o codice di recupero";
    sign_in_late = "This sign-in took too long. Sign in again.", "L’accesso ha richiesto troppo tempo. Accedi di nuovo.";
    problem_wrong_password = "The password is incorrect.", "La password non è corretta.";
    problem_wrong_code = "This code is incorrect, expired or already used. The app shows a new one every 30 seconds.", "Questo codice è errato, scaduto o già usato. L’app ne mostra uno nuovo ogni 30 secondi.";
    problem_password_common = "This password is too common. Choose another.", "Questa password è troppo comune. Scegline un’altra.";
    problem_password_personal = "This password is too similar to your name or e-mail. Choose another.", "Questa password è troppo simile al tuo nome o alla tua e-mail. Scegline un’altra.";
    account_password = "Password", "Password";
    account_password_text = "Changing it ends your other sessions.", "Se la cambi, le altre sessioni vengono terminate.";
    password_present = "Current password", "Password attuale";
    password_new = "New password", "Nuova password";
    password_new_again = "Confirm new password", "Conferma la nuova password";
    password_change = "Change password", "Cambia password";
    done_password = "Password changed. Your other sessions have ended.", "Password modificata. Le altre sessioni sono terminate.";
    done_ended = "The session has ended.", "La sessione è terminata.";
    done_others = "Your other sessions have ended.", "Le tue altre sessioni sono terminate.";
    done_off = "Two-step verification is off. Your password is enough to sign in.", "La verifica in due passaggi è disattivata. Per accedere basta la password.";
    two_step = "Two-step verification", "Verifica in due passaggi";
    two_step_text = "After your password you enter a code from an app on your phone, so a stolen password is not enough to sign in.", "Dopo la password inserisci un codice generato da un’app sul telefono: una password rubata non basta per accedere.";
    two_step_off = "Off", "Disattivata";
    two_step_since(date: &str) = "On since {date}", "Attiva dal {date}";
    two_step_codes(count: &str) = "Recovery codes left: {count}", "Codici di recupero rimasti: {count}";
    two_step_set_up = "Set up", "Configura";
    two_step_manage = "Manage", "Gestisci";
    two_step_scan = "Scan this code with an authenticator app, such as the one in your password manager.", "Inquadra questo codice con un’app di autenticazione, per esempio quella del tuo gestore di password.";
    two_step_picture = "QR code for the authenticator app", "Codice QR per l’app di autenticazione";
    two_step_secret = "Or enter this key in the app", "Oppure inserisci questa chiave nell’app";
    two_step_first = "Code shown by the app", "Codice mostrato dall’app";
    two_step_turn_on = "Turn on", "Attiva";
    two_step_again = "Create a new key", "Crea una nuova chiave";
    two_step_turn_off = "Turn off", "Disattiva";
    two_step_turn_off_text = "Enter your password and a code to turn it off.", "Per disattivarla inserisci la password e un codice.";
    recovery_codes = "Recovery codes", "Codici di recupero";
    recovery_codes_text = "Each code works once in place of a code from the app. Save them where you can reach them without your phone: they are shown only now.", "Ogni codice funziona una volta al posto di quello dell’app. Salvali dove puoi trovarli senza il telefono: sono mostrati solo ora.";
    recovery_codes_kept = "I saved them", "Li ho salvati";
    recovery_codes_new = "Create new codes", "Crea nuovi codici";
    recovery_codes_new_text = "The previous codes stop working.", "I codici precedenti smettono di funzionare.";
    two_step_is_on = "Two-step verification is on.", "La verifica in due passaggi è attiva.";
    sessions = "Sessions", "Sessioni";
    sessions_text(idle: i64, most: i64) = "Browsers that are signed in. A session ends after {idle} days without use, and after {most} days at the latest.", "I browser con accesso attivo. Una sessione termina dopo {idle} giorni di inattività, e comunque dopo {most} giorni.";
    session_unknown = "Unknown device", "Dispositivo sconosciuto";
    session_this = "this session", "questa sessione";
    session_begun = "signed in", "accesso";
    session_seen = "last seen", "ultima attività";
    session_end = "End", "Termina";
    session_end_named(device: &str) = "End session: {device}", "Termina la sessione: {device}";
    sessions_end_others = "End all other sessions", "Termina tutte le altre sessioni";
    user_two_step = "Two-step verification", "Verifica in due passaggi";
    user_reset = "Reset two-step verification", "Reimposta la verifica in due passaggi";
    user_reset_text = "For a user who lost both the app and the recovery codes. Their password is then enough to sign in, and their sessions end.", "Per chi ha perso sia l’app sia i codici di recupero. Per accedere basterà la password, e le sue sessioni terminano.";
    done_reset = "Two-step verification was reset. Their sessions have ended.", "Verifica in due passaggi reimpostata. Le sue sessioni sono terminate.";
}

impl Messages {
    /// Why a password may not be used.
    pub fn password_problem(self, error: PasswordError) -> String {
        match error {
            PasswordError::TooShort => self.problem_password_short(PASSWORD_MIN),
            PasswordError::TooLong => self.problem_password_long(PASSWORD_MAX),
            PasswordError::Common => self.problem_password_common().to_owned(),
            PasswordError::Personal => self.problem_password_personal().to_owned(),
        }
    }

    /// Why a change of the account was not made.
    pub fn account_problem(self, problem: AccountProblem) -> String {
        match problem {
            AccountProblem::WrongPassword => self.problem_wrong_password().to_owned(),
            AccountProblem::WrongCode => self.problem_wrong_code().to_owned(),
            AccountProblem::Wait(minutes) => self.sign_in_throttled(minutes),
            AccountProblem::Differ => self.passwords_differ().to_owned(),
            AccountProblem::Password(error) => self.password_problem(error),
            AccountProblem::NoPassword => self.problem_no_password().to_owned(),
        }
    }
}
