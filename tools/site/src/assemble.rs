//! Lays out `target/site` from what the optimisers left behind.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};

use crate::{PARTS, compress::compress};

/// Replaces `site` by the built files of `stage`, in a folder under `pkg/` that is named after their content, and a copy
/// of `public`. All of them share one name, because they refer to each other.
///
/// `hash.txt` has the line `build: NAME`, then which files each part consists of. It is written last, so a site without it
/// is one whose building was interrupted.
pub fn assemble(stage: &Path, public: &Path, site: &Path) -> Result<()> {
    if site.exists() {
        fs::remove_dir_all(site).with_context(|| format!("cannot empty {}", site.display()))?;
    }
    let parts = fs::read_to_string(stage.join(PARTS)).context("the parts of the module are not listed")?;
    let mut built = files_under(stage)?;
    built.retain(|file| file.extension().is_none_or(|extension| extension != "txt"));
    built.sort();
    let build = fingerprint(&built)?;
    let folder = site.join("pkg").join(&build);
    for file in &built {
        copy(file, &folder.join(file.strip_prefix(stage)?))?;
    }
    for file in files_under(public)? {
        copy(&file, &site.join(file.strip_prefix(public)?))?;
    }
    compress_all(&files_under(site)?)?;
    fs::write(site.join("hash.txt"), format!("build: {build}\n{parts}"))?;
    Ok(())
}

/// Compresses the files on all cores, each core every nth of them.
fn compress_all(files: &[PathBuf]) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let each = |core| move || files.iter().skip(core).step_by(cores).try_for_each(|file| compress(file));
        let working: Vec<_> = (0..cores).map(|core| scope.spawn(each(core))).collect();
        working.into_iter().try_for_each(|core| core.join().map_err(|_| anyhow!("compressing panicked"))?)
    })
}

/// 16 characters that change whenever a byte of the files does: 64 bits of SHA-256.
fn fingerprint(files: &[PathBuf]) -> Result<String> {
    let mut digest = Sha256::new();
    for file in files {
        digest.update(Sha256::digest(fs::read(file).with_context(|| format!("cannot read {}", file.display()))?));
    }
    Ok(digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
