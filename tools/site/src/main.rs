//! Makes `target/site`, the files a browser fetches, in two steps with the optimisers between them:
//!
//! - `site bindgen MODULE.wasm STAGE` writes the JavaScript glue and the browser module into `STAGE`.
//! - `site assemble STAGE PUBLIC SITE` puts a content hash into the file names, adds `PUBLIC`, writes `hash.txt` and
//!   compresses everything.

mod assemble;
mod compress;

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The name before the first dot of every built file.
pub const NAME: &str = "rolecall";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bindgen", module, stage] => bindgen(module, stage),
        ["assemble", stage, public, site] => assemble::assemble(Path::new(stage), Path::new(public), Path::new(site)),
        _ => bail!("usage: site bindgen MODULE.wasm STAGE | site assemble STAGE PUBLIC SITE"),
    }
}

fn bindgen(module: &str, stage: &str) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The page names the module itself, with its hash.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(stage)
        .with_context(|| format!("wasm-bindgen refused {module}"))
}
