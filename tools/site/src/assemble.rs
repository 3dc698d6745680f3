//! Lays out `target/site` from what the optimisers left behind.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{NAME, compress::compress};

/// The built files: where the previous step left them, and what `hash.txt` calls them.
const BUILT: [(&str, &str); 3] = [("rolecall.js", "js"), ("rolecall_bg.wasm", "wasm"), ("rolecall.css", "css")];

/// Replaces `site` by the built files of `stage` (under `pkg/`, named by content) and a copy of `public`.
///
/// `hash.txt` has a line `js: HASH` per built file, as leptos reads it. It is written last, so a site without it is
/// one whose building was interrupted.
pub fn assemble(stage: &Path, public: &Path, site: &Path) -> Result<()> {
    if site.exists() {
        fs::remove_dir_all(site).with_context(|| format!("cannot empty {}", site.display()))?;
    }
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;
    let mut hashes = String::new();
    for (file, kind) in BUILT {
        let bytes = fs::read(stage.join(file)).with_context(|| format!("{file} was not built"))?;
        let hash = fingerprint(&bytes);
        fs::write(pkg.join(format!("{NAME}.{hash}.{kind}")), bytes)?;
        hashes.push_str(&format!("{kind}: {hash}\n"));
    }
    // Script files of dependencies: the glue imports them by this path, which wasm-bindgen already makes unique.
    copy_tree(&stage.join("snippets"), &pkg.join("snippets"))?;
    copy_tree(public, site)?;
    for file in files_under(site)? {
        compress(&file)?;
    }
    fs::write(site.join("hash.txt"), hashes)?;
    Ok(())
}

/// 16 characters that change whenever the bytes do: 64 bits of SHA-256.
fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    for file in files_under(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
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
