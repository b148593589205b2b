//! The source files of the repository, for the tests that read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The files below a folder with one of these extensions, without those that are installed or built.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" && name != "target" {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|is| extensions.iter().any(|extension| is == *extension)) {
            found.push(path);
        }
    }
    found
}
