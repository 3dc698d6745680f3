//! Makes `target/site`, the files a browser fetches, in two steps with the optimisers between them:
//!
//! - `site bindgen MODULE.wasm STAGE` splits the parts of the browser module off and writes them, the main module and the
//!   JavaScript glue into `STAGE`.
//! - `site assemble STAGE PUBLIC SITE` names the folder of the built files after their content, adds `PUBLIC`, writes
//!   `hash.txt` and compresses everything.

mod assemble;
mod compress;

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// The name before the first dot of every built file.
pub const NAME: &str = "rolecall";
/// Which file each part of the module is: `PART: FILE`.
pub const PARTS: &str = "parts.txt";
/// The script that fetches them, as the main module imports it.
const LOADER: &str = "./__wasm_split.js";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bindgen", module, stage] => bindgen(module, Path::new(stage)),
        ["assemble", stage, public, site] => assemble::assemble(Path::new(stage), Path::new(public), Path::new(site)),
        _ => bail!("usage: site bindgen MODULE.wasm STAGE | site assemble STAGE PUBLIC SITE"),
    }
}

fn bindgen(module: &str, stage: &Path) -> Result<()> {
    let input = fs::read(module).with_context(|| format!("cannot read {module}"))?;
    let main = stage.join("main.wasm");
    let split = transform({
        let mut options = Options::new(&input);
        options.output_dir = stage;
        options.main_out_path = &main;
        options.link_name = LOADER;
        options
    });
    let split = split.map_err(|report| anyhow!("cannot split {module}: {report:#}"))?;
    let mut parts: Vec<_> = split.prefetch_map.into_keys().collect();
    parts.sort();
    write_parts(stage, &parts)?;
    Bindgen::new()
        .input_path(&main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The parts use what the main module exports, by the names the linker gave.
        .keep_lld_exports(true)
        .demangle(false)
        // The page names the module itself, with its hash.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(stage)
        .with_context(|| format!("wasm-bindgen refused {module}"))?;
    fs::remove_file(main).context("cannot remove the module that has been split")
}

/// Writes the list of the parts, and the script that fetches them. The splitter's own script would fetch what several
/// parts share in dozens of small files; here that has gone into the main module (`scripts/site.sh`).
fn write_parts(stage: &Path, parts: &[String]) -> Result<()> {
    let mut list = String::new();
    let mut loader = String::from(include_str!("../parts.js"));
    for part in parts {
        writeln!(list, "{part}: split_{part}.wasm")?;
        writeln!(loader, "export const __wasm_split_load_{part} = part(\"split_{part}.wasm\");")?;
    }
    fs::write(stage.join(PARTS), list)?;
    fs::write(stage.join(LOADER), loader).context("cannot write the loader of the parts")
}
