//! Users, roles and teams, for those who administer them; and what an invitation says.

use super::{Messages, define_messages};
use domain::{
    mail::MailWay,
    policy::{Act, Action, BuiltInRole, Reach, Right, ScopedGrant, Verdict, Whose, Why},
    roles::{NAME_MAX, RoleName},
    users::PeopleProblem,
};

define_messages! {
    people_guard = "How much may be deleted alone is a whole number above zero, or nothing.", "Quanto si può eliminare da soli è un numero intero maggiore di zero, oppure niente.";
    right_hold = "Put records on hold, and release them", "Bloccare record e toglierne il blocco";
    right_approve = "Decide about large deletions of others, and be told of unusual ones", "Decidere sulle grandi eliminazioni altrui, ed essere avvisati di quelle insolite";
    guard_legend = "Large deletions", "Grandi eliminazioni";
    guard_text = "Above this a second person, whose role may decide about it, must approve. Empty asks nobody.", "Oltre questi limiti deve approvare una seconda persona, il cui ruolo può decidere. Vuoto: non serve nessuno.";
    guard_count = "Records at once", "Record alla volta";
    guard_amount = "Open deals, in any one currency", "Trattative aperte, in una valuta";
    invitation_subject = "You are invited to Reprieve", "Sei invitato in Reprieve";
    invitation_lead = "You are invited to work with Reprieve. Give yourself a name and a password here:", "Sei invitato a lavorare con Reprieve. Scegli qui il tuo nome e una password:";
    invitation_until(at: &str) = "The link works once, until {at}.", "Il link funziona una volta sola, fino al {at}.";
    invitation_unexpected = "If you do not know what this is about, there is nothing to do.", "Se non sai di che cosa si tratta, non c’è nulla da fare.";
    invitation_link_hidden = "(The link is in the message itself and nowhere else.)", "(Il link è solo nel messaggio stesso.)";
    invitation_title = "Welcome to Reprieve", "Benvenuto in Reprieve";
    invitation_text(email: &str) = "You will sign in as {email}. Give yourself a name and a password.", "Accederai come {email}. Scegli un nome e una password.";
    invitation_accept = "Begin", "Inizia";
    invitation_over = "This invitation does not work any more: it was used, withdrawn, sent again or is too old. Ask whoever invited you to send it again.", "Questo invito non funziona più: è stato usato, ritirato, inviato di nuovo oppure è troppo vecchio. Chiedi a chi ti ha invitato di inviarlo di nuovo.";
    people_tabs = "Users, roles and teams", "Utenti, ruoli e team";
    teams = "Teams", "Team";
    user_invite = "Invite a user", "Invita un utente";
    user_search = "Name or e-mail", "Nome o e-mail";
    users_active = "Can sign in", "Possono accedere";
    users_deactivated = "Deactivated", "Disattivati";
    users_states = "States", "Stati";
    users_none = "Nobody found", "Nessuno trovato";
    users_none_text = "No user is like that.", "Nessun utente corrisponde.";
    invitations_open = "Open invitations", "Inviti aperti";
    user_column = "Name", "Nome";
    role_column = "Role", "Ruolo";
    invited_by(name: &str, until: &str) = "by {name}, until {until}", "da {name}, fino al {until}";
    invited_over = "Too old", "Scaduto";
    invite_again = "Send again", "Invia di nuovo";
    invite_again_named(email: &str) = "Send the invitation of {email} again", "Invia di nuovo l’invito a {email}";
    invite_withdraw = "Withdraw", "Ritira";
    invite_withdraw_named(email: &str) = "Withdraw the invitation of {email}", "Ritira l’invito a {email}";
    invite_text(days: i64) = "They get a link by mail that works once, for {days} days. They choose their name and password themselves.", "Ricevono per posta un link che funziona una volta, per {days} giorni. Nome e password li scelgono da soli.";
    invite_folder(folder: &str) = "No mail server is configured: the message with the link is a file in {folder} on the server.", "Nessun server di posta è configurato: il messaggio con il link è un file in {folder} sul server.";
    invite_lang = "Language of the message", "Lingua del messaggio";
    invite_send = "Send the invitation", "Invia l’invito";
    done_invited = "The invitation is on its way.", "L’invito è in partenza.";
    done_again = "The invitation is on its way again. The earlier link does not work any more.", "L’invito è di nuovo in partenza. Il link precedente non funziona più.";
    done_withdrawn = "The invitation is withdrawn.", "L’invito è ritirato.";
    done_saved = "Saved. It acts at once.", "Salvato. Vale da subito.";
    done_removed = "Removed.", "Rimosso.";
    done_copied = "This is the copy. Nobody has it yet.", "Questa è la copia. Nessuno ce l’ha ancora.";
    done_deactivated = "Deactivated. All sessions have ended.", "Disattivato. Tutte le sessioni sono terminate.";
    done_reactivated = "Can sign in again.", "Può accedere di nuovo.";
    user_back = "All users", "Tutti gli utenti";
    user_since(date: &str) = "since {date}", "dal {date}";
    user_deactivated_since(date: &str) = "Deactivated {date}", "Disattivato {date}";
    user_role_give = "Give this role", "Assegna questo ruolo";
    user_no_teams = "In no team.", "In nessun team.";
    user_records = "Records", "Record";
    user_owns_nothing = "Owns nothing that you see.", "Non possiede nulla che tu veda.";
    user_in_trash(count: &str) = "{count} in the trash", "{count} nel cestino";
    user_give_away(what: &str) = "Give {what} to somebody else", "Assegna {what} a qualcun altro";
    user_access = "Sign-in", "Accesso";
    user_invited(count: &str) = "Open invitations: {count}", "Inviti aperti: {count}";
    user_deactivate = "Deactivate", "Disattiva";
    user_deactivate_text = "All sessions end at once and nobody can sign in as this user. Open invitations are withdrawn and running operations stop. Records keep their owner and can be given away. It can be taken back.", "Tutte le sessioni terminano subito e nessuno può più accedere come questo utente. Gli inviti aperti sono ritirati e le operazioni in corso si fermano. I record mantengono il proprietario e si possono assegnare. Si può annullare.";
    user_reactivate = "Reactivate", "Riattiva";
    user_reactivate_text = "Cannot sign in. Reactivated, everything is as before: role, teams and records.", "Non può accedere. Riattivato, tutto torna come prima: ruolo, team e record.";
    can_link = "What can this person do?", "Che cosa può fare questa persona?";
    can_title(name: &str) = "What can {name} do?", "Che cosa può fare {name}?";
    can_record = "Address or number of a record", "Indirizzo o numero di un record";
    can_object = "or all records of a kind", "oppure tutti i record di un tipo";
    can_ask = "Ask", "Chiedi";
    can_text = "The answer comes from the same rules that decide when they try.", "La risposta viene dalle stesse regole che decidono quando ci prova.";
    can_owner(owner: &str) = "Owner: {owner}", "Proprietario: {owner}";
    can_deactivated = "This user is deactivated and cannot sign in. This is what they could do otherwise.", "Questo utente è disattivato e non può accedere. Questo è ciò che altrimenti potrebbe fare.";
    can_yes = "Yes", "Sì";
    can_no = "No", "No";
    can_act = "What", "Che cosa";
    can_answer = "Answer", "Risposta";
    can_why = "Why", "Perché";
    whose_own = "their own", "suo";
    whose_team = "of somebody in their teams", "di qualcuno dei suoi team";
    whose_other = "of somebody else", "di qualcun altro";
    whose_nobody = "of nobody", "di nessuno";
    why_reach(role: &str, action: &str, grant: &str) = "Role {role}, {action}: {grant}", "Ruolo {role}, {action}: {grant}";
    why_whose(whose: &str) = "the record is {whose}", "il record è {whose}";
    why_right_on(role: &str, right: &str) = "Role {role} has the right: {right}", "Il ruolo {role} ha il diritto: {right}";
    why_right_off(role: &str, right: &str) = "Role {role} lacks the right: {right}", "Al ruolo {role} manca il diritto: {right}";
    why_own_deletions(role: &str) = "Role {role} restores only what its holder deleted", "Il ruolo {role} ripristina solo ciò che il titolare ha eliminato";
    action_view = "view", "vedere";
    action_edit = "edit", "modificare";
    action_delete = "delete", "eliminare";
    action_named(action: &str, what: &str) = "{action}: {what}", "{action}: {what}";
    nobodys_named(action: &str, what: &str) = "{action}: {what} of nobody", "{action}: {what} di nessuno";
    reach_everything = "everything", "tutto";
    reach_team = "teams", "team";
    reach_owned = "own", "propri";
    reach_none = "none", "nulla";
    reach_unassigned = "of nobody too", "anche di nessuno";
    reach_differs = "differs", "varia";
    act_create = "Create", "Creare";
    act_delete_many = "Delete many at a time", "Eliminare molti alla volta";
    act_see_trash = "See in the trash", "Vedere nel cestino";
    act_purge = "Delete for good", "Eliminare per sempre";
    act_restore = "Restore", "Ripristinare";
    act_export = "Export", "Esportare";
    act_import = "Import", "Importare";
    right_bulk_delete = "Delete many at a time", "Eliminare molti alla volta";
    right_see_trash = "See the trash", "Vedere il cestino";
    right_restore_own = "Restore what they deleted", "Ripristinare ciò che hanno eliminato";
    right_restore_any = "Restore whatever they see", "Ripristinare tutto ciò che vedono";
    right_import = "Import", "Importare";
    right_export = "Export", "Esportare";
    right_purge = "Delete chosen records for good", "Eliminare per sempre record scelti";
    right_empty_trash = "Empty the trash", "Svuotare il cestino";
    right_administer = "Administer the installation: retention, mail", "Amministrare l’installazione: conservazione, posta";
    right_administer_users = "Administer users, roles and teams", "Amministrare utenti, ruoli e team";
    right_administer_objects = "Administer objects and shared views", "Amministrare oggetti e viste condivise";
    right_workflows = "Make and change workflows, once there are any", "Creare e modificare i flussi di lavoro, quando ce ne saranno";
    right_audit = "Read the audit", "Leggere il registro";
    role_member = "Member", "Membro";
    role_read_only = "Read-only", "Sola lettura";
    role_manager = "Manager", "Responsabile";
    role_sales = "Sales", "Vendite";
    role_service = "Service", "Assistenza";
    role_list_manager = "List manager", "Gestione elenchi";
    roles_text = "What a role does not grant is off. Changes act on the next request of its holders.", "Ciò che un ruolo non concede è escluso. Le modifiche valgono dalla richiesta successiva di chi lo ha.";
    role_back = "All roles", "Tutti i ruoli";
    role_holders = "Users", "Utenti";
    role_rights = "Rights", "Diritti";
    role_rights_of(on: &str, all: &str) = "{on} of {all}", "{on} di {all}";
    role_name = "Name of the role", "Nome del ruolo";
    role_matrix = "What it reaches", "Che cosa raggiunge";
    role_what = "Records", "Record";
    role_fixed = "This role grants everything and stays as it is, so that somebody can always set things right. Copy it to make another.", "Questo ruolo concede tutto e resta com’è, così qualcuno può sempre rimettere a posto le cose. Copialo per crearne un altro.";
    role_beyond = "This role grants more than yours, so you cannot change it.", "Questo ruolo concede più del tuo, quindi non puoi modificarlo.";
    role_copy = "Copy", "Copia";
    role_remove = "Remove", "Rimuovi";
    role_used(users: &str) = "Users who have it: {users}. A role that somebody has or is invited to have stays.", "Utenti che ce l’hanno: {users}. Un ruolo che qualcuno ha, o è invitato ad avere, resta.";
    role_hint = "Teams: records of members of their teams and of the teams below. Delete reaches no further than view.", "Team: record dei membri dei propri team e di quelli sottostanti. Eliminare non arriva oltre il vedere.";
    team_new = "New team", "Nuovo team";
    team_text = "Members of a team reach the records of its members and of all teams below it, as far as their role says “teams”.", "I membri di un team raggiungono i record dei suoi membri e di tutti i team sottostanti, fin dove il loro ruolo dice «team».";
    teams_none = "No teams yet", "Nessun team";
    team_name = "Name of the team", "Nome del team";
    team_above = "Below", "Sotto";
    team_top = "no other team", "nessun altro team";
    team_members = "Members", "Membri";
    team_back = "All teams", "Tutti i team";
    team_remove = "Remove the team", "Rimuovi il team";
    team_remove_text = "Its members lose what they reached through it. Teams below move up.", "I membri perdono ciò che raggiungevano tramite il team. I team sottostanti salgono.";
    people_yourself = "You cannot do this to yourself. Another admin can.", "Non puoi farlo a te stesso. Può farlo un altro amministratore.";
    people_last_admin = "This is the last user who may do everything. Make another admin first.", "È l’ultimo utente che può fare tutto. Prima crea un altro amministratore.";
    people_beyond = "That is more than your own role grants, so you can neither give nor take it.", "È più di quanto concede il tuo ruolo, quindi non puoi darlo né toglierlo.";
    people_taken = "Somebody with this e-mail is a user already.", "Qualcuno con questa e-mail è già utente.";
    people_invited_already = "This e-mail is invited already. Send that invitation again instead.", "Questa e-mail è già invitata. Invia di nuovo quell’invito.";
    people_no_role = "Choose a role that exists.", "Scegli un ruolo esistente.";
    people_twice = "There is one of this name already.", "Ne esiste già uno con questo nome.";
    people_in_use = "Somebody has this role or is invited to have it. Give them another first.", "Qualcuno ha questo ruolo o è invitato ad averlo. Prima assegnane un altro.";
    people_circle = "A team cannot stand below itself.", "Un team non può stare sotto se stesso.";
}

impl Messages {
    /// What a role is called: a built-in one in the language of the page, until somebody renames it.
    pub fn role_called(self, role: &RoleName) -> String {
        match role.built_in() {
            Some(built_in) if role.name == built_in.name() => match built_in {
                BuiltInRole::Admin => "Admin",
                BuiltInRole::Member => self.role_member(),
                BuiltInRole::ReadOnly => self.role_read_only(),
                BuiltInRole::Manager => self.role_manager(),
                BuiltInRole::Sales => self.role_sales(),
                BuiltInRole::Service => self.role_service(),
                BuiltInRole::ListManager => self.role_list_manager(),
            }
            .to_owned(),
            _ => role.name.clone(),
        }
    }

    /// How an invitation is sent.
    pub fn invite_way(self, way: &MailWay) -> String {
        match way {
            MailWay::Server(name) => self.mail_through(name),
            MailWay::Folder(folder) => self.invite_folder(folder),
        }
    }

    /// What an action is called.
    pub fn action(self, action: Action) -> &'static str {
        match action {
            Action::View => self.action_view(),
            Action::Edit => self.action_edit(),
            Action::Delete => self.action_delete(),
        }
    }

    /// How far a reach goes.
    pub fn reach(self, reach: Reach) -> &'static str {
        match reach {
            Reach::Everything => self.reach_everything(),
            Reach::Team => self.reach_team(),
            Reach::Owned => self.reach_owned(),
            Reach::None => self.reach_none(),
        }
    }

    /// How far a grant goes.
    pub fn grant(self, grant: ScopedGrant) -> String {
        if grant.unassigned && grant.reach != Reach::Everything {
            format!("{}, {}", self.reach(grant.reach), self.reach_unassigned())
        } else {
            self.reach(grant.reach).to_owned()
        }
    }

    /// What a right is called.
    pub fn right(self, right: Right) -> &'static str {
        match right {
            Right::BulkDelete => self.right_bulk_delete(),
            Right::SeeTrash => self.right_see_trash(),
            Right::RestoreOwn => self.right_restore_own(),
            Right::RestoreAny => self.right_restore_any(),
            Right::Import => self.right_import(),
            Right::Export => self.right_export(),
            Right::Purge => self.right_purge(),
            Right::EmptyTrash => self.right_empty_trash(),
            Right::Hold => self.right_hold(),
            Right::Approve => self.right_approve(),
            Right::Administer => self.right_administer(),
            Right::AdministerUsers => self.right_administer_users(),
            Right::AdministerObjects => self.right_administer_objects(),
            Right::Workflows => self.right_workflows(),
            Right::Audit => self.right_audit(),
        }
    }

    /// What an act is called.
    pub fn act(self, act: Act) -> String {
        match act {
            Act::View => self.capital(self.action_view()),
            Act::Create => self.act_create().to_owned(),
            Act::Edit => self.capital(self.action_edit()),
            Act::Delete => self.capital(self.action_delete()),
            Act::DeleteMany => self.act_delete_many().to_owned(),
            Act::Export => self.act_export().to_owned(),
            Act::Import => self.act_import().to_owned(),
            Act::SeeTrash => self.act_see_trash().to_owned(),
            Act::Restore => self.act_restore().to_owned(),
            Act::Purge => self.act_purge().to_owned(),
            Act::Hold => self.right_hold().to_owned(),
            Act::EmptyTrash => self.right_empty_trash().to_owned(),
        }
    }

    /// Whose a record is.
    pub fn whose_of(self, whose: Whose) -> &'static str {
        match whose {
            Whose::Own => self.whose_own(),
            Whose::Team => self.whose_team(),
            Whose::Other => self.whose_other(),
            Whose::Nobody => self.whose_nobody(),
        }
    }

    /// Why somebody with this role may or may not; of a record with whose it is.
    pub fn why(self, verdict: Verdict, role: &str, whose: Option<Whose>) -> String {
        match verdict.why {
            Why::Reach(action, grant) => {
                let reach = self.why_reach(role, self.action(action), &self.grant(grant));
                match whose {
                    Some(whose) => format!("{reach}; {}", self.why_whose(self.whose_of(whose))),
                    None => reach,
                }
            }
            Why::Right(right) if verdict.may => self.why_right_on(role, self.right(right)),
            Why::Right(right) => self.why_right_off(role, self.right(right)),
            Why::OwnDeletions => self.why_own_deletions(role),
        }
    }

    /// Why a change of users, roles or teams was not made.
    pub fn people_problem(self, problem: PeopleProblem) -> String {
        match problem {
            PeopleProblem::Yourself => self.people_yourself().to_owned(),
            PeopleProblem::LastAdmin => self.people_last_admin().to_owned(),
            PeopleProblem::Beyond => self.people_beyond().to_owned(),
            PeopleProblem::NotAnEmail => self.problem_not_an_email().to_owned(),
            PeopleProblem::Taken => self.people_taken().to_owned(),
            PeopleProblem::InvitedAlready => self.people_invited_already().to_owned(),
            PeopleProblem::NoRole => self.people_no_role().to_owned(),
            PeopleProblem::Name => self.problem_name(NAME_MAX),
            PeopleProblem::Twice => self.people_twice().to_owned(),
            PeopleProblem::InUse => self.people_in_use().to_owned(),
            PeopleProblem::Fixed => self.role_fixed().to_owned(),
            PeopleProblem::Circle => self.people_circle().to_owned(),
            PeopleProblem::Guard => self.people_guard().to_owned(),
        }
    }
}
