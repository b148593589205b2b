//! A person's own account, and proving again who one is.

use super::{Messages, define_messages};
use domain::{
    account::AccountProblem,
    password::{PASSWORD_MAX, PASSWORD_MIN, PasswordError},
};

define_messages! {
    proof_text(minutes: i64) = "What comes next cannot be taken back, or changes what people may do. So it is asked again, at most every {minutes} minutes. Nothing you filled in is lost.", "Ciò che segue non si può annullare, oppure cambia ciò che le persone possono fare. Per questo viene chiesto di nuovo, al massimo ogni {minutes} minuti. Nulla di ciò che hai compilato va perso.";
    proof_button = "Go on", "Continua";
    proof_as(email: &str) = "Signed in as {email}", "Accesso come {email}";
    code_lead = "Your code", "Il tuo codice";
    code_text = "Open the app that makes your codes. If you do not have it at hand, use one of your recovery codes.", "Apri l’app che genera i tuoi codici. Se non l’hai a portata di mano, usa uno dei tuoi codici di recupero.";
    code_field = "Code of the app, or a recovery code", "Codice dell’app o codice di recupero";
    sign_in_late = "That took too long. Sign in again.", "È passato troppo tempo. Accedi di nuovo.";
    problem_wrong_password = "This is not your present password.", "Questa non è la tua password attuale.";
    problem_wrong_code = "This code is wrong, too old or used already. The app shows a new one every 30 seconds.", "Questo codice è errato, troppo vecchio o già usato. L’app ne mostra uno nuovo ogni 30 secondi.";
    problem_password_common = "Many people use this password, so it is tried first. Use another.", "Molte persone usano questa password, quindi è tra le prime a essere provate. Usane un’altra.";
    problem_password_personal = "This is little more than your own name or e-mail. Use another.", "È poco più del tuo nome o della tua e-mail. Usane un’altra.";
    account_password = "Password", "Password";
    account_password_text = "Your other sessions end when it changes.", "Quando cambia, le tue altre sessioni terminano.";
    password_present = "Present password", "Password attuale";
    password_new = "New password", "Nuova password";
    password_new_again = "New password again", "Ripeti la nuova password";
    password_change = "Change the password", "Cambia la password";
    done_password = "You have a new password. Your other sessions have ended.", "Hai una nuova password. Le tue altre sessioni sono terminate.";
    done_ended = "The session has ended.", "La sessione è terminata.";
    done_others = "Your other sessions have ended.", "Le tue altre sessioni sono terminate.";
    done_off = "Only your password is asked from now on.", "D’ora in poi viene chiesta solo la password.";
    two_step = "Second step", "Secondo passaggio";
    two_step_text = "After the password, a code from an app on your phone is asked. Whoever learns your password then still cannot sign in.", "Dopo la password viene chiesto un codice da un’app sul tuo telefono. Chi scopre la tua password non può comunque accedere.";
    two_step_off = "Off", "Disattivato";
    two_step_since(date: &str) = "On since {date}", "Attivo dal {date}";
    two_step_codes(count: &str) = "Recovery codes left: {count}", "Codici di recupero rimasti: {count}";
    two_step_set_up = "Set up", "Configura";
    two_step_manage = "Manage", "Gestisci";
    two_step_scan = "Scan this with an app for codes, such as the one your password manager has.", "Inquadra questa immagine con un’app per i codici, per esempio quella del tuo gestore di password.";
    two_step_picture = "The secret as a picture for the app", "Il segreto come immagine per l’app";
    two_step_secret = "Or type this secret into it", "Oppure digita questo segreto";
    two_step_first = "The code that the app shows now", "Il codice che l’app mostra ora";
    two_step_turn_on = "Turn on", "Attiva";
    two_step_again = "Another secret", "Un altro segreto";
    two_step_turn_off = "Turn off", "Disattiva";
    two_step_turn_off_text = "Your password and a code are needed for it.", "Servono la tua password e un codice.";
    recovery_codes = "Recovery codes", "Codici di recupero";
    recovery_codes_text = "Each works once, instead of a code of the app. Keep them where you find them without your phone: they are shown only now.", "Ognuno funziona una volta, al posto di un codice dell’app. Conservali dove li trovi senza il telefono: sono mostrati solo ora.";
    recovery_codes_kept = "I kept them", "Li ho conservati";
    recovery_codes_new = "Make new codes", "Crea nuovi codici";
    recovery_codes_new_text = "The codes before do not work any more then.", "I codici precedenti non funzioneranno più.";
    two_step_is_on = "The second step is on.", "Il secondo passaggio è attivo.";
    sessions = "Sessions", "Sessioni";
    sessions_text(idle: i64, most: i64) = "Browsers that are signed in. One that is not used for {idle} days ends by itself, and any after {most} days.", "I browser con accesso attivo. Una sessione inutilizzata per {idle} giorni termina da sola; tutte terminano dopo {most} giorni.";
    session_unknown = "Unknown device", "Dispositivo sconosciuto";
    session_this = "this one", "questa";
    session_begun = "signed in", "accesso";
    session_seen = "last seen", "ultima attività";
    session_end = "End", "Termina";
    session_end_named(device: &str) = "End the session: {device}", "Termina la sessione: {device}";
    sessions_end_others = "End all others", "Termina tutte le altre";
    user_two_step = "Second step of sign-in", "Secondo passaggio dell’accesso";
    user_reset = "Reset the second step", "Reimposta il secondo passaggio";
    user_reset_text = "For somebody who lost both app and recovery codes. Their password is enough then, and their sessions end.", "Per chi ha perso sia l’app sia i codici di recupero. Basterà la password, e le sue sessioni terminano.";
    done_reset = "Only the password is asked of them from now on. Their sessions have ended.", "D’ora in poi viene chiesta solo la password. Le sue sessioni sono terminate.";
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
