//! Background jobs: what they do, their states, and the page of them.

use super::{Messages, define_messages};
use domain::job::{JobKind, JobState};

define_messages! {
    jobs_lead = "Work that runs by itself. A job that fails is tried again with growing waits; after the last attempt it stops until you retry it.", "Il lavoro che viene eseguito da solo. Un’attività non riuscita viene ritentata a intervalli crescenti; dopo l’ultimo tentativo si ferma finché non la riprovi.";
    jobs_empty = "No jobs", "Nessuna attività";
    jobs_empty_text = "Nothing is waiting or running.", "Nulla è in attesa o in esecuzione.";
    jobs_all = "All", "Tutte";
    jobs_states = "States", "Stati";
    job_column = "Job", "Attività";
    job_state_column = "State", "Stato";
    job_next_run = "Next run", "Prossima esecuzione";
    job_last_success = "Last success", "Ultima riuscita";
    job_failed(attempts: &str, failure: &str) = "Failed attempts: {attempts} ({failure})", "Tentativi non riusciti: {attempts} ({failure})";
    job_retry = "Retry now", "Riprova ora";
    job_retry_named(job: &str) = "Retry now: {job}", "Riprova ora: {job}";
    jobs_more(shown: &str) = "The first {shown} are shown.", "Sono mostrate le prime {shown}.";
    job_stopped = "Stopped", "Ferme";
    job_retrying = "Failed, retrying", "Non riuscite, in ripetizione";
    job_running = "Running", "In esecuzione";
    job_waiting = "Waiting", "In attesa";
    job_run_import = "Run an import", "Esecuzione di un’importazione";
    job_erase_again = "Delete again what came back with a backup", "Nuova eliminazione di ciò che è tornato con un backup";
    job_erase = "Finish a permanent deletion", "Completamento di un’eliminazione definitiva";
    job_abandon_preparing = "Remove operations that never started", "Rimozione delle operazioni mai iniziate";
    job_seal_audit = "Seal the audit log", "Sigillatura del registro di audit";
    job_purge_expired = "Delete permanently what leaves the trash", "Eliminazione definitiva di ciò che esce dal cestino";
    job_decline_unanswered = "Decline requests without an answer", "Rifiuto delle richieste senza risposta";
    job_detect_anomalies = "Look for unusual deletions", "Ricerca di eliminazioni insolite";
    job_remove_archived = "Remove archived definitions", "Rimozione delle definizioni archiviate";
    job_queue_digests = "Write digests", "Preparazione dei riepiloghi";
    job_delete_expired_mail = "Delete old messages", "Eliminazione dei vecchi messaggi";
    job_delete_expired_sign_ins = "Delete expired sign-in attempts", "Eliminazione dei tentativi di accesso scaduti";
    job_delete_expired_audit = "Delete old audit events", "Eliminazione dei vecchi eventi di audit";
}

impl Messages {
    /// What a job does.
    pub fn job_kind(self, kind: JobKind) -> &'static str {
        match kind {
            JobKind::RunImport => self.job_run_import(),
            JobKind::Erase => self.job_erase(),
            JobKind::EraseAgain => self.job_erase_again(),
            JobKind::AbandonPreparing => self.job_abandon_preparing(),
            JobKind::SealAudit => self.job_seal_audit(),
            JobKind::PurgeExpired => self.job_purge_expired(),
            JobKind::DeclineUnanswered => self.job_decline_unanswered(),
            JobKind::DetectAnomalies => self.job_detect_anomalies(),
            JobKind::RemoveArchived => self.job_remove_archived(),
            JobKind::QueueDigests => self.job_queue_digests(),
            JobKind::DeleteExpiredMail => self.job_delete_expired_mail(),
            JobKind::DeleteExpiredSignIns => self.job_delete_expired_sign_ins(),
            JobKind::DeleteExpiredAudit => self.job_delete_expired_audit(),
        }
    }

    /// How far a job is.
    pub fn job_state(self, state: JobState) -> &'static str {
        match state {
            JobState::Dead => self.job_stopped(),
            JobState::Retrying => self.job_retrying(),
            JobState::Running => self.job_running(),
            JobState::Waiting => self.job_waiting(),
        }
    }
}
