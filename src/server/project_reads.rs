//! Reads manifests and project files on a thread beside the message loop, one job after the other.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::ls_types::Registration;

use crate::project::CONFIG_FILE_NAME;
use crate::workspace::config_files::{ConfigFiles, FileProblem, ProjectConfig};
use crate::workspace::manifests::{Found, Manifests};
use crate::workspace::watched::Watched;

use super::projects::{DocumentProject, ReadJob, ReadResult};
use super::rpc::logging::{shortened, warn_once};
use super::state::SharedSession;

/// The files that have been read.
#[derive(Debug, Default)]
pub(super) struct Files {
    manifests: Manifests,
    configs: ConfigFiles,
}

/// The same. Only the thread that reads them locks this.
pub(super) type SharedFiles = Arc<Mutex<Files>>;

/// Reads the files that are due, unless a task does so already. `renew` is called when what was found may change what rules find.
pub(super) fn read_due(session: &SharedSession, files: &SharedFiles, renew: impl Fn() + Send + 'static) {
    if !session.lock().projects.begin() {
        return;
    }
    let (session, files) = (session.clone(), Arc::clone(files));
    tokio::spawn(async move {
        // Messages that were received together may open more documents, which then share the job.
        tokio::task::yield_now().await;
        while let Some(job) = next(&session) {
            let files = Arc::clone(&files);
            let read =
                tokio::task::spawn_blocking(move || job.run(&mut files.lock().unwrap_or_else(PoisonError::into_inner)));
            // Fails only if it panics, which is logged.
            let read = read.await.unwrap_or_default();
            let is_new = session.lock().projects.apply(read);
            if is_new {
                renew();
            }
        }
    });
}

/// Waits until the due files have been read.
pub(super) async fn finished(session: &SharedSession) {
    // Made before the lock is released, since the notification comes after that.
    let reading = session.lock().projects.reading().map(Notify::notified_owned);
    if let Some(reading) = reading {
        reading.await;
    }
}

fn next(session: &SharedSession) -> Option<ReadJob> {
    session.lock().projects.next()
}

impl ReadJob {
    fn run(self, files: &mut Files) -> ReadResult {
        let Files { manifests, configs } = files;
        if let Some(folders) = self.folders {
            manifests.keep(|root| folders.iter().any(|folder| folder == root));
        }
        let changed = manifests.changed(&self.changed);
        let read = self.documents.into_iter().map(|(uri, place, again)| {
            let at = manifests.read(&place, again);
            // The client may not report a project file above the workspace; the entries of a few folders cost little.
            let config = config_of(configs, &place.file, place.folder.as_deref());
            let folder = place.folder.as_deref();
            let may_have_config_above =
                folder.is_some_and(|folder| configs.may_have_config_above(&place.file, folder, config.as_deref()));
            (uri, at, config, may_have_config_above)
        });
        let read: Vec<_> = read.collect();
        let documents = read.into_iter().map(|(uri, at, config, may_have_config_above)| {
            let found = at.and_then(|at| manifests.found(at));
            found.iter().for_each(report);
            (uri, DocumentProject { found, config, may_have_config_above })
        });
        let documents = documents.collect();
        let first = self.first_folder.and_then(|folder| {
            let beside = folder.join(CONFIG_FILE_NAME);
            config_of(configs, &beside, Some(&folder))
        });
        ReadResult { documents, changed, first }
    }
}

/// The project file of a document. Each fault in it is logged once.
fn config_of(configs: &mut ConfigFiles, document: &Path, folder: Option<&Path>) -> Option<Arc<ProjectConfig>> {
    let (config, problems) = configs.read_above(document, folder, true);
    for FileProblem { path, message, .. } in problems {
        tracing::warn!(path = shortened(&path.to_string_lossy()), "{}", shortened(&message));
    }
    config
}

/// Says once which manifests cannot be read.
fn report(found: &Found) {
    for (path, reason) in &found.broken {
        let root = found.root.display();
        tracing::info!(%root, path = shortened(path), reason = shortened(reason), "a manifest cannot be read");
    }
}

/// Registers for notifications about changed files.
pub(super) fn register(
    client: &Client,
    session: &SharedSession,
    files: &SharedFiles,
    renew: impl Fn() + Send + 'static,
) {
    let (client, session, files) = (client.clone(), session.clone(), Arc::clone(files));
    tokio::spawn(async move {
        let watchers: Vec<_> = Watched::globs().into_iter().map(|glob| json!({ "globPattern": glob })).collect();
        let registration = Registration {
            id: "http-status-files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json!({ "watchers": watchers })),
        };
        match client.register_capability(vec![registration]).await {
            Ok(()) => {
                session.lock().projects.begin_watching();
                read_due(&session, &files, renew);
            }
            Err(error) => warn_once!(%error, "the client does not tell of changed files"),
        }
    });
}
