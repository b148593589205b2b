//! Signing in through a provider of OpenID Connect.

use super::{Messages, define_messages};
use domain::provider::{ProviderProblem, ProviderRefusal};

define_messages! {
    provider_sign_in(name: &str) = "Sign in with {name}", "Accedi con {name}";
    provider_or = "or", "oppure";
    provider_going(name: &str) = "On the way to {name}", "In viaggio verso {name}";
    provider_going_text = "If nothing happens, go on by hand.", "Se non succede nulla, prosegui a mano.";
    provider_go(name: &str) = "Go to {name}", "Vai a {name}";
    provider_cancelled(name: &str) = "You cancelled at {name}. Nothing was done.", "Hai annullato presso {name}. Non è stato fatto nulla.";
    provider_over = "That took too long, or was begun in another browser. Start again here.", "È passato troppo tempo, oppure hai iniziato in un altro browser. Ricomincia da qui.";
    provider_unreachable(name: &str) = "{name} cannot be reached. Try again in a moment.", "{name} non è raggiungibile. Riprova tra un momento.";
    provider_distrusted(name: &str) = "The answer of {name} cannot be trusted, so nothing was done. If it stays like this, whoever runs this server finds the reason in its log.", "La risposta di {name} non è attendibile, quindi non è stato fatto nulla. Se il problema persiste, chi gestisce questo server trova il motivo nel suo registro.";
    provider_clock(name: &str) = "The clocks of {name} and of this server differ too much. Whoever runs this server can set its clock right.", "Gli orologi di {name} e di questo server differiscono troppo. Chi gestisce questo server può regolarne l’orologio.";
    provider_no_address(name: &str) = "{name} does not tell your e-mail, so nobody can be found for you here.", "{name} non comunica la tua e-mail, quindi qui non è possibile trovarti.";
    provider_not_verified(name: &str) = "{name} does not say that your e-mail is verified. Have it verified there, then sign in again.", "{name} non dice che la tua e-mail è verificata. Falla verificare lì, poi accedi di nuovo.";
    provider_no_access(name: &str) = "{name} knows you, but you have no access here. Ask an admin.", "{name} ti conosce, ma qui non hai accesso. Chiedi a un amministratore.";
    provider_other_identity(name: &str) = "Somebody else of {name} signs in here with your e-mail. Ask an admin.", "Un’altra persona di {name} accede qui con la tua e-mail. Chiedi a un amministratore.";
    provider_not_proved(name: &str) = "{name} did not ask who you are just now. Sign out there and try again.", "{name} non ha chiesto ora chi sei. Esci da lì e riprova.";
    provider_somebody_else(name: &str) = "Somebody else signed in at {name}. Sign in there as yourself.", "Presso {name} ha effettuato l’accesso qualcun altro. Accedi lì con il tuo account.";
    provider_gone = "You have no password, and the provider you sign in through is not configured any more. Ask whoever runs this server.", "Non hai una password e il provider con cui accedi non è più configurato. Chiedi a chi gestisce questo server.";
    proof_provider_text(name: &str) = "You sign in once more at {name} and come back here.", "Accedi ancora una volta presso {name} e torni qui.";
    proof_provider(name: &str) = "Go on with {name}", "Continua con {name}";
    proof_given = "Thank you, it is you", "Grazie, sei tu";
    proof_given_text = "What you filled in is still here. Go on to do it.", "Ciò che hai compilato è ancora qui. Continua per eseguirlo.";
    provider_card = "Sign-in through a provider", "Accesso tramite un provider";
    provider_linked(issuer: &str, date: &str) = "{issuer}, since {date}", "{issuer}, dal {date}";
    provider_unlink = "Unlink", "Scollega";
    provider_unlink_text = "Your password stays. Signing in there with the same verified e-mail links you again.", "La password resta. Se accedi lì con la stessa e-mail verificata, il collegamento torna.";
    provider_only_text = "You have no password: you sign in through the provider alone, and a second step is asked there.", "Non hai una password: accedi solo tramite il provider, ed è lì che viene chiesto un secondo passaggio.";
    provider_follows_text = "Your role follows your groups there, at each sign-in.", "Il tuo ruolo segue i tuoi gruppi lì, a ogni accesso.";
    provider_none_text(name: &str) = "Not linked. Sign in with {name} once: if it says that your e-mail is verified, you are linked.", "Non collegato. Accedi una volta con {name}: se conferma che la tua e-mail è verificata, il collegamento avviene.";
    provider_unlinked = "Unlinked. You sign in with your password.", "Scollegato. Accedi con la tua password.";
    problem_no_password = "You have no password to come back with.", "Non hai una password con cui rientrare.";
    session_provider = "through the provider", "tramite il provider";
    user_follows = "Their role follows the groups of the provider: at their next sign-in it is set again.", "Il suo ruolo segue i gruppi del provider: al prossimo accesso viene impostato di nuovo.";
    user_linked(issuer: &str) = "Signs in through {issuer}", "Accede tramite {issuer}";
    kind_provider_signed_in = "Signed in through the provider", "Accesso tramite il provider";
    kind_provider_refused = "Sign-in through the provider refused", "Accesso tramite il provider rifiutato";
    kind_identity_linked = "Identity linked", "Identità collegata";
    kind_identity_unlinked = "Identity unlinked", "Identità scollegata";
    kind_role_followed = "Role follows the groups", "Il ruolo segue i gruppi";
    fact_reason = "Reason", "Motivo";
    reason_no_address = "the provider tells no e-mail", "il provider non comunica l’e-mail";
    reason_not_verified = "the e-mail is not verified", "l’e-mail non è verificata";
    reason_no_role = "no group that means a role", "nessun gruppo che dia un ruolo";
    reason_deactivated = "deactivated", "disattivato";
    reason_other_identity = "another identity has this user", "l’utente ha un’altra identità";
}

impl Messages {
    /// Why somebody did not come through the provider of this name.
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
            ProviderProblem::SomebodyElse => self.provider_somebody_else(name),
            ProviderProblem::Gone => self.provider_gone().to_owned(),
        }
    }

    /// Why somebody whom the provider knows was not let in, for the audit.
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
