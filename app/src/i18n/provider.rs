//! Texts of single sign-on.

use super::{Messages, define_messages};
use domain::provider::{ProviderProblem, ProviderRefusal};

define_messages! {
    provider_sign_in(name: &str) = "Sign in with {name}", "Accedi con {name}";
    provider_or = "or", "oppure";
    provider_going(name: &str) = "Redirecting to {name}", "Reindirizzamento a {name}";
    provider_going_text = "If nothing happens, use the button.", "Se non succede nulla, usa il pulsante.";
    provider_go(name: &str) = "Go to {name}", "Vai a {name}";
    provider_cancelled(name: &str) = "Sign-in with {name} was cancelled.", "Accesso con {name} annullato.";
    provider_over = "The sign-in took too long or started in another browser. Try again.", "L’accesso ha richiesto troppo tempo o è iniziato in un altro browser. Riprova.";
    provider_unreachable(name: &str) = "{name} cannot be reached. Try again in a moment.", "{name} non è raggiungibile. Riprova tra un momento.";
    provider_distrusted(name: &str) = "The response from {name} could not be verified. If this continues, ask the server administrator to check the log.", "Non è stato possibile verificare la risposta di {name}. Se il problema continua, chiedi all’amministratore del server di controllare il log.";
    provider_clock(name: &str) = "The clocks of {name} and of this server differ too much. Ask the server administrator to correct the clock.", "Gli orologi di {name} e di questo server differiscono troppo. Chiedi all’amministratore del server di correggere l’orologio.";
    provider_no_address(name: &str) = "{name} did not provide your e-mail, so your account could not be found.", "{name} non ha fornito la tua e-mail, quindi il tuo account non è stato trovato.";
    provider_not_verified(name: &str) = "Your e-mail is not verified at {name}. Verify it there, then sign in again.", "La tua e-mail non è verificata presso {name}. Verificala lì, poi accedi di nuovo.";
    provider_no_access(name: &str) = "You signed in at {name}, but you do not have access here. Ask an admin.", "Hai effettuato l’accesso con {name}, ma qui non hai accesso. Chiedi a un amministratore.";
    provider_other_identity(name: &str) = "Another {name} account is linked to this e-mail. Ask an admin.", "A questa e-mail è collegato un altro account di {name}. Chiedi a un amministratore.";
    provider_not_proved(name: &str) = "{name} did not ask you to sign in again. Sign out there and try again.", "{name} non ti ha chiesto di accedere di nuovo. Esci da lì e riprova.";
    provider_other_user(name: &str) = "A different user signed in at {name}. Sign in there with your own account.", "Presso {name} ha effettuato l’accesso un altro utente. Accedi lì con il tuo account.";
    provider_gone = "You have no password, and your sign-in provider is no longer configured. Ask the server administrator.", "Non hai una password e il provider con cui accedi non è più configurato. Chiedi all’amministratore del server.";
    reauth_provider_text(name: &str) = "Sign in again at {name}; you then come back here.", "Accedi di nuovo con {name}; poi torni qui.";
    reauth_provider(name: &str) = "Continue with {name}", "Continua con {name}";
    reauth_given = "Identity confirmed", "Identità confermata";
    reauth_given_text = "What you entered is still here. Continue to finish.", "Ciò che hai inserito è ancora qui. Continua per completare.";
    provider_card = "Single sign-on", "Accesso unico (SSO)";
    provider_linked(issuer: &str, date: &str) = "{issuer}, since {date}", "{issuer}, dal {date}";
    provider_unlink = "Unlink", "Scollega";
    provider_unlink_text = "You keep your password. Signing in there with the same verified e-mail links the account again.", "La password resta. Se accedi lì con la stessa e-mail verificata, l’account viene collegato di nuovo.";
    provider_only_text = "You have no password: you sign in through the provider, which can ask for two-step verification.", "Non hai una password: accedi tramite il provider, che può chiedere la verifica in due passaggi.";
    provider_follows_text = "Your role is set from your groups at the provider at each sign-in.", "A ogni accesso il tuo ruolo viene impostato in base ai tuoi gruppi presso il provider.";
    provider_none_text(name: &str) = "Not linked. Sign in with {name} once to link it, with the same verified e-mail.", "Non collegato. Per collegarlo accedi una volta con {name} usando la stessa e-mail verificata.";
    provider_unlinked = "Unlinked. You now sign in with your password.", "Scollegato. Ora accedi con la tua password.";
    problem_no_password = "You have no password, so you cannot unlink.", "Non hai una password, quindi non puoi scollegarlo.";
    session_provider = "through the provider", "tramite il provider";
    user_follows = "The role is set from the groups at the provider and is updated at the next sign-in.", "Il ruolo dipende dai gruppi presso il provider e viene aggiornato al prossimo accesso.";
    user_linked(issuer: &str) = "Signs in through {issuer}", "Accede tramite {issuer}";
    kind_provider_signed_in = "Signed in through the provider", "Accesso tramite il provider";
    kind_provider_refused = "Sign-in through the provider failed", "Accesso tramite il provider non riuscito";
    kind_identity_linked = "Identity linked", "Identità collegata";
    kind_identity_unlinked = "Identity unlinked", "Identità scollegata";
    kind_role_synced = "Role set from groups", "Ruolo impostato dai gruppi";
    fact_reason = "Reason", "Motivo";
    reason_no_address = "no e-mail from the provider", "nessuna e-mail dal provider";
    reason_not_verified = "the e-mail is not verified", "l’e-mail non è verificata";
    reason_no_role = "no group with a role", "nessun gruppo con un ruolo";
    reason_deactivated = "deactivated", "disattivato";
    reason_other_identity = "linked to another identity", "collegato a un’altra identità";
}

impl Messages {
    /// Why a sign-in through the provider of this name failed.
    pub fn provider_problem(self, problem: ProviderProblem, name: &str) -> String {
        match problem {
            ProviderProblem::Cancelled => self.provider_cancelled(name),
            ProviderProblem::Over => self.provider_over().to_owned(),
            ProviderProblem::Unreachable => self.provider_unreachable(name),
            ProviderProblem::Distrusted => self.provider_distrusted(name),
            ProviderProblem::Clock => self.provider_clock(name),
            ProviderProblem::NoAddress => self.provider_no_address(name),
            ProviderProblem::NotVerified => self.provider_not_verified(name),
            ProviderProblem::NoAccess => self.provider_no_access(name),
            ProviderProblem::OtherIdentity => self.provider_other_identity(name),
            ProviderProblem::NotProved => self.provider_not_proved(name),
            ProviderProblem::OtherUser => self.provider_other_user(name),
            ProviderProblem::Gone => self.provider_gone().to_owned(),
        }
    }

    /// Why a user of the provider was refused, for the audit log.
    pub fn provider_refusal(self, reason: ProviderRefusal) -> &'static str {
        match reason {
            ProviderRefusal::NoAddress => self.reason_no_address(),
            ProviderRefusal::NotVerified => self.reason_not_verified(),
            ProviderRefusal::NoRole => self.reason_no_role(),
            ProviderRefusal::Deactivated => self.reason_deactivated(),
            ProviderRefusal::OtherIdentity => self.reason_other_identity(),
        }
    }
}
