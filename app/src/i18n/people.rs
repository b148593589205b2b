//! Texts of users, roles, teams and invitations.

use super::{Messages, define_messages};
use domain::{
    mail::MailWay,
    policy::{
        Action, BuiltInRole, DecidedBy, Ownership, PermissionExplanation, Reach, RecordAction, Right, ScopedGrant,
    },
    roles::{NAME_MAX, RoleName},
    users::PeopleProblem,
};

define_messages! {
    people_approval = "A limit is a whole number above zero, or empty.", "Un limite è un numero intero maggiore di zero, oppure vuoto.";
    right_hold = "Place and release holds", "Applicare e rimuovere blocchi";
    right_approve = "Approve large deletions and get alerts about unusual ones", "Approvare le grandi eliminazioni e ricevere avvisi su quelle insolite";
    approval_legend = "Deletion approval", "Approvazione delle eliminazioni";
    approval_text = "Deletions above these limits need the approval of a second user. Leave empty for no approval.", "Le eliminazioni oltre questi limiti richiedono l’approvazione di un secondo utente. Lascia vuoto per non richiederla.";
    approval_count = "Records at once", "Record alla volta";
    approval_amount = "Value of open deals, in any one currency", "Valore delle trattative aperte, in una valuta";
    invitation_subject = "You are invited to Reprieve", "Sei invitato in Reprieve";
    invitation_lead = "You are invited to Reprieve. Choose your name and password here:", "Sei invitato in Reprieve. Scegli qui il tuo nome e una password:";
    invitation_until(at: &str) = "The link works once, until {at}.", "Il link funziona una volta sola, fino al {at}.";
    invitation_unexpected = "If you did not expect this invitation, you can ignore it.", "Se non aspettavi questo invito, puoi ignorarlo.";
    invitation_link_hidden = "(The link is only in the e-mail itself.)", "(Il link è solo nell’e-mail stessa.)";
    invitation_title = "Welcome to Reprieve", "Benvenuto in Reprieve";
    invitation_text(email: &str) = "You will sign in as {email}. Choose your name and password.", "Accederai come {email}. Scegli il tuo nome e una password.";
    invitation_accept = "Create account", "Crea account";
    invitation_over = "This invitation is no longer valid: it was used, withdrawn, resent or has expired. Ask for a new one.", "Questo invito non è più valido: è stato usato, ritirato, inviato di nuovo oppure è scaduto. Chiedine uno nuovo.";
    people_tabs = "Users, roles and teams", "Utenti, ruoli e team";
    teams = "Teams", "Team";
    user_invite = "Invite user", "Invita utente";
    user_search = "Name or e-mail", "Nome o e-mail";
    users_active = "Active", "Attivi";
    users_deactivated = "Deactivated", "Disattivati";
    users_states = "Status", "Stato";
    users_none = "No users found", "Nessun utente trovato";
    users_none_text = "No users match this filter.", "Nessun utente corrisponde a questo filtro.";
    invitations_open = "Pending invitations", "Inviti in attesa";
    user_column = "Name", "Nome";
    role_column = "Role", "Ruolo";
    invited_by(name: &str, until: &str) = "by {name}, until {until}", "da {name}, fino al {until}";
    invited_over = "Expired", "Scaduto";
    invite_again = "Resend", "Invia di nuovo";
    invite_again_named(email: &str) = "Resend invitation to {email}", "Invia di nuovo l’invito a {email}";
    invite_withdraw = "Withdraw", "Ritira";
    invite_withdraw_named(email: &str) = "Withdraw invitation to {email}", "Ritira l’invito a {email}";
    invite_text(days: i64) = "The user gets an e-mail with a link that works once, for {days} days, and chooses a name and a password.", "L’utente riceve un’e-mail con un link che funziona una volta, per {days} giorni, e sceglie nome e password.";
    invite_folder(folder: &str) = "No mail server is configured: the message with the link is a file in {folder} on the server.", "Nessun server di posta è configurato: il messaggio con il link è un file in {folder} sul server.";
    invite_lang = "Language of the e-mail", "Lingua dell’e-mail";
    invite_send = "Send invitation", "Invia invito";
    done_invited = "Invitation sent.", "Invito inviato.";
    done_again = "Invitation resent. The earlier link no longer works.", "Invito inviato di nuovo. Il link precedente non funziona più.";
    done_withdrawn = "Invitation withdrawn.", "Invito ritirato.";
    done_saved = "Saved. The change is effective immediately.", "Salvato. La modifica ha effetto immediato.";
    done_removed = "Removed.", "Rimosso.";
    done_copied = "This is the copy. No users have it yet.", "Questa è la copia. Nessun utente ce l’ha ancora.";
    done_deactivated = "User deactivated. All sessions have ended.", "Utente disattivato. Tutte le sessioni sono terminate.";
    done_reactivated = "User reactivated.", "Utente riattivato.";
    user_back = "All users", "Tutti gli utenti";
    user_since(date: &str) = "since {date}", "dal {date}";
    user_deactivated_since(date: &str) = "Deactivated {date}", "Disattivato {date}";
    user_role_give = "Assign role", "Assegna ruolo";
    user_no_teams = "Not in a team.", "In nessun team.";
    user_records = "Records", "Record";
    user_owns_nothing = "Owns no records that you can see.", "Non possiede record che puoi vedere.";
    user_in_trash(count: &str) = "{count} in the trash", "{count} nel cestino";
    user_give_away(what: &str) = "Change owner of {what}", "Cambia il proprietario di {what}";
    user_access = "Sign-in", "Accesso";
    user_invited(count: &str) = "Pending invitations: {count}", "Inviti in attesa: {count}";
    user_deactivate = "Deactivate", "Disattiva";
    user_deactivate_text = "All sessions end and the user cannot sign in. Pending invitations are withdrawn and running operations stop. Records keep their owner. You can reactivate the user later.", "Tutte le sessioni terminano e l’utente non può più accedere. Gli inviti in attesa sono ritirati e le operazioni in corso si fermano. I record mantengono il proprietario. Puoi riattivare l’utente in seguito.";
    user_reactivate = "Reactivate", "Riattiva";
    user_reactivate_text = "This user cannot sign in. Reactivating restores access with the same role, teams and records.", "Questo utente non può accedere. Riattivandolo riottiene l’accesso con lo stesso ruolo, team e record.";
    permissions_link = "View effective permissions", "Vedi i permessi effettivi";
    permissions_title(name: &str) = "Permissions of {name}", "Permessi di {name}";
    permissions_record = "Link or ID of a record", "Link o ID di un record";
    permissions_object = "or all records of an object", "oppure tutti i record di un oggetto";
    permissions_ask = "Check", "Verifica";
    permissions_text = "The result comes from the same rules that apply when the user acts.", "Il risultato viene dalle stesse regole applicate quando l’utente agisce.";
    permissions_owner(owner: &str) = "Owner: {owner}", "Proprietario: {owner}";
    permissions_deactivated = "This user is deactivated and cannot sign in. These permissions apply after reactivation.", "Questo utente è disattivato e non può accedere. Questi permessi valgono dopo la riattivazione.";
    permissions_yes = "Yes", "Sì";
    permissions_no = "No", "No";
    permissions_act = "Action", "Azione";
    permissions_answer = "Allowed", "Consentito";
    permissions_why = "Reason", "Motivo";
    whose_own = "owned by the user", "di proprietà dell’utente";
    whose_team = "owned by a team member", "di un membro del team";
    whose_other = "owned by another user", "di un altro utente";
    whose_unassigned = "unassigned", "senza proprietario";
    why_reach(role: &str, action: &str, grant: &str) = "Role {role}, {action}: {grant}", "Ruolo {role}, {action}: {grant}";
    why_whose(whose: &str) = "the record is {whose}", "il record è {whose}";
    why_right_on(role: &str, right: &str) = "Role {role} has the permission: {right}", "Il ruolo {role} ha il permesso: {right}";
    why_right_off(role: &str, right: &str) = "Role {role} does not have the permission: {right}", "Il ruolo {role} non ha il permesso: {right}";
    why_own_deletions(role: &str) = "Role {role} restores only records that the user deleted", "Il ruolo {role} ripristina solo i record eliminati dall’utente";
    action_view = "view", "vedere";
    action_edit = "edit", "modificare";
    action_delete = "delete", "eliminare";
    action_named(action: &str, what: &str) = "{action}: {what}", "{action}: {what}";
    unassigned_named(action: &str, what: &str) = "{action}: unassigned {what}", "{action}: {what} senza proprietario";
    reach_everything = "All", "Tutti";
    reach_team = "Team", "Team";
    reach_owned = "Owned", "Propri";
    reach_none = "None", "Nessuno";
    reach_unassigned = "and unassigned", "e senza proprietario";
    reach_differs = "varies", "varia";
    act_create = "Create", "Creare";
    act_delete_many = "Bulk delete", "Eliminare in blocco";
    act_see_trash = "View in trash", "Vedere nel cestino";
    act_purge = "Delete permanently", "Eliminare definitivamente";
    act_restore = "Restore", "Ripristinare";
    act_export = "Export", "Esportare";
    act_import = "Import", "Importare";
    right_bulk_delete = "Bulk delete", "Eliminare in blocco";
    right_see_trash = "View the trash", "Vedere il cestino";
    right_restore_own = "Restore own deletions", "Ripristinare le proprie eliminazioni";
    right_restore_any = "Restore any visible record", "Ripristinare ogni record visibile";
    right_import = "Import", "Importare";
    right_export = "Export", "Esportare";
    right_purge = "Delete selected records permanently", "Eliminare definitivamente i record selezionati";
    right_empty_trash = "Empty trash", "Svuotare il cestino";
    right_permanent_delete = "Delete contacts permanently, for privacy law", "Eliminare definitivamente i contatti, per la legge sulla privacy";
    right_manage_privacy = "Manage the blocklist and read certificates of permanent deletions", "Gestire la lista di blocco e leggere i certificati delle eliminazioni definitive";
    right_administer = "Manage retention and mail", "Gestire conservazione e posta";
    right_administer_users = "Manage users, roles and teams", "Gestire utenti, ruoli e team";
    right_administer_objects = "Manage objects and shared views", "Gestire oggetti e viste condivise";
    right_workflows = "Manage workflows", "Gestire i flussi di lavoro";
    right_audit = "View the audit log", "Vedere il registro attività";
    role_member = "Member", "Membro";
    role_read_only = "Read-only", "Sola lettura";
    role_manager = "Manager", "Responsabile";
    role_sales = "Sales", "Vendite";
    role_service = "Service", "Assistenza";
    role_list_manager = "List manager", "Gestione elenchi";
    roles_text = "Permissions that a role does not grant are off. Changes take effect immediately.", "I permessi che un ruolo non concede sono disattivati. Le modifiche hanno effetto immediato.";
    role_back = "All roles", "Tutti i ruoli";
    role_holders = "Users", "Utenti";
    role_rights = "Permissions", "Permessi";
    role_rights_of(on: &str, all: &str) = "{on} of {all}", "{on} di {all}";
    role_name = "Role name", "Nome del ruolo";
    role_matrix = "Record access", "Accesso ai record";
    role_what = "Records", "Record";
    role_fixed = "This role grants all permissions and cannot be changed. Copy it to create another.", "Questo ruolo concede tutti i permessi e non si può modificare. Copialo per crearne un altro.";
    role_beyond = "This role grants more than yours, so you cannot change it.", "Questo ruolo concede più del tuo, quindi non puoi modificarlo.";
    role_copy = "Copy", "Copia";
    role_remove = "Remove", "Rimuovi";
    role_used(users: &str) = "Users with this role: {users}. A role in use or in a pending invitation cannot be removed.", "Utenti con questo ruolo: {users}. Un ruolo in uso o in un invito in attesa non si può rimuovere.";
    role_hint = "Team: records owned by members of the user’s teams and of their sub-teams. Delete applies only to records that can be viewed.", "Team: record dei membri dei team dell’utente e dei team sottostanti. Eliminare vale solo per i record che si possono vedere.";
    team_new = "New team", "Nuovo team";
    team_text = "Members of a team can access records of its members and of all teams below it if their role grants “Team” access.", "I membri di un team accedono ai record dei suoi membri e di tutti i team sottostanti, se il loro ruolo concede l’accesso «Team».";
    teams_none = "No teams yet", "Nessun team";
    team_name = "Team name", "Nome del team";
    team_above = "Parent team", "Team superiore";
    team_top = "None", "Nessuno";
    team_members = "Members", "Membri";
    team_back = "All teams", "Tutti i team";
    team_remove = "Remove team", "Rimuovi team";
    team_remove_text = "Members lose access to records they reached through this team. Teams below move up one level.", "I membri perdono l’accesso ai record ottenuto tramite questo team. I team sottostanti salgono di un livello.";
    people_yourself = "You cannot do this to yourself. Another admin can.", "Non puoi farlo a te stesso. Può farlo un altro amministratore.";
    people_last_admin = "This is the last user with full access. Create another admin first.", "È l’ultimo utente con accesso completo. Prima crea un altro amministratore.";
    people_beyond = "You cannot assign or remove permissions that your own role does not grant.", "Non puoi assegnare o togliere permessi che il tuo ruolo non concede.";
    people_taken = "A user with this e-mail already exists.", "Esiste già un utente con questa e-mail.";
    people_invited_already = "This e-mail already has a pending invitation. Resend it instead.", "Questa e-mail ha già un invito in attesa. Invia di nuovo quello.";
    people_no_role = "Choose a role.", "Scegli un ruolo.";
    people_twice = "This name is already in use.", "Questo nome è già in uso.";
    people_in_use = "This role is assigned to users or pending invitations. Assign another role first.", "Questo ruolo è assegnato a utenti o inviti in attesa. Prima assegnane un altro.";
    people_circle = "A team cannot be its own parent.", "Un team non può essere superiore a se stesso.";
}

impl Messages {
    /// The name of a role. A built-in role has one in each language until an admin renames it.
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

    /// The way in which an invitation is sent.
    pub fn invite_way(self, way: &MailWay) -> String {
        match way {
            MailWay::Server(name) => self.mail_through(name),
            MailWay::Folder(folder) => self.invite_folder(folder),
        }
    }

    /// The name of an action.
    pub fn action(self, action: Action) -> &'static str {
        match action {
            Action::View => self.action_view(),
            Action::Edit => self.action_edit(),
            Action::Delete => self.action_delete(),
        }
    }

    /// The name of a reach.
    pub fn reach(self, reach: Reach) -> &'static str {
        match reach {
            Reach::Everything => self.reach_everything(),
            Reach::Team => self.reach_team(),
            Reach::Owned => self.reach_owned(),
            Reach::None => self.reach_none(),
        }
    }

    /// The reach of a grant, with unassigned records where it includes them.
    pub fn grant(self, grant: ScopedGrant) -> String {
        if grant.unassigned && grant.reach != Reach::Everything {
            format!("{} {}", self.reach(grant.reach), self.reach_unassigned())
        } else {
            self.reach(grant.reach).to_owned()
        }
    }

    /// The name of a right.
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
            Right::PermanentDelete => self.right_permanent_delete(),
            Right::Hold => self.right_hold(),
            Right::Approve => self.right_approve(),
            Right::Administer => self.right_administer(),
            Right::AdministerUsers => self.right_administer_users(),
            Right::AdministerObjects => self.right_administer_objects(),
            Right::Workflows => self.right_workflows(),
            Right::Audit => self.right_audit(),
            Right::ManagePrivacy => self.right_manage_privacy(),
        }
    }

    /// The name of an act.
    pub fn record_action(self, action: RecordAction) -> String {
        match action {
            RecordAction::View => self.capital(self.action_view()),
            RecordAction::Create => self.act_create().to_owned(),
            RecordAction::Edit => self.capital(self.action_edit()),
            RecordAction::Delete => self.capital(self.action_delete()),
            RecordAction::DeleteMany => self.act_delete_many().to_owned(),
            RecordAction::Export => self.act_export().to_owned(),
            RecordAction::Import => self.act_import().to_owned(),
            RecordAction::SeeTrash => self.act_see_trash().to_owned(),
            RecordAction::Restore => self.act_restore().to_owned(),
            RecordAction::Purge => self.act_purge().to_owned(),
            RecordAction::Hold => self.right_hold().to_owned(),
            RecordAction::EmptyTrash => self.right_empty_trash().to_owned(),
            RecordAction::Erase => self.right_permanent_delete().to_owned(),
        }
    }

    /// The ownership of a record, as the end of a sentence.
    pub fn ownership(self, ownership: Ownership) -> &'static str {
        match ownership {
            Ownership::Own => self.whose_own(),
            Ownership::Team => self.whose_team(),
            Ownership::Other => self.whose_other(),
            Ownership::Unassigned => self.whose_unassigned(),
        }
    }

    /// The reason of a explanation for a user with this role; for one record, with its ownership.
    pub fn decided_by(self, explanation: PermissionExplanation, role: &str, ownership: Option<Ownership>) -> String {
        match explanation.decided_by {
            DecidedBy::Reach(action, grant) => {
                let reach = self.why_reach(role, self.action(action), &self.grant(grant));
                match ownership {
                    Some(ownership) => format!("{reach}; {}", self.why_whose(self.ownership(ownership))),
                    None => reach,
                }
            }
            DecidedBy::Right(right) if explanation.allowed => self.why_right_on(role, self.right(right)),
            DecidedBy::Right(right) => self.why_right_off(role, self.right(right)),
            DecidedBy::OwnDeletions => self.why_own_deletions(role),
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
            PeopleProblem::ApprovalPolicy => self.people_approval().to_owned(),
        }
    }
}
