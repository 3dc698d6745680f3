//! Makes `target/site`, the files a browser fetches, in two steps with the optimisers between them:
//!
//! - `site bindgen MODULE.wasm STAGE` splits the parts of the browser module off and writes them, the main module, the
//!   JavaScript glue and which pieces are to be merged into `STAGE`.
//! - `site assemble STAGE PUBLIC SITE` names the folder of the built files after their content, adds `PUBLIC`, writes
//!   `hash.txt` and compresses everything.

mod assemble;
mod compress;
mod groups;

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

use crate::groups::Group;

/// The name before the first dot of every built file.
pub const NAME: &str = "rolecall";
/// The name of the main module.
const MAIN: &str = "rolecall_bg.wasm";
/// Which files each part of the module consists of: `PART: FILE FILE…`.
pub const PARTS: &str = "parts.txt";
/// Which pieces go into which file: `FILE CHUNK CHUNK…`.
const MERGE: &str = "merge.txt";
/// What stands for the main module where pieces are merged without it.
const STAND_IN: &str = "main.wat";
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
    let mut parts: Vec<_> = split.prefetch_map.into_iter().collect();
    parts.sort();
    let (parts, needs): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    write_parts(stage, &parts, &groups::groups(stage, &needs)?)?;
    write_stand_in(stage, &main)?;
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

/// Writes the list of the parts, what is to be merged for it (`scripts/site.sh`), and the script that fetches the parts. The
/// splitter's own script would fetch each piece by itself.
fn write_parts(stage: &Path, parts: &[String], groups: &[Group]) -> Result<()> {
    let file = |number: usize| if number == 0 { MAIN.to_owned() } else { format!("shared_{number}.wasm") };
    let (mut list, mut merge) = (String::new(), String::new());
    for (number, group) in groups.iter().enumerate() {
        writeln!(merge, "{} {}", file(number), group.chunks.join(" "))?;
    }
    let mut loader = String::from(include_str!("../parts.js"));
    for (place, part) in parts.iter().enumerate() {
        let shared = groups.iter().enumerate().skip(1).filter(|(_, group)| group.is_of(place));
        let mut files = vec![format!("split_{part}.wasm")];
        files.extend(shared.map(|(number, _)| file(number)));
        writeln!(list, "{part}: {}", files.join(" "))?;
        writeln!(loader, "export const __wasm_split_load_{part} = part({files:?});")?;
    }
    fs::write(stage.join(PARTS), list)?;
    fs::write(stage.join(MERGE), merge)?;
    fs::write(stage.join(LOADER), loader).context("cannot write the loader of the parts")
}

/// Writes a module that hands on what pieces import from the main one, so that several of them import it once: a module may have
/// one memory only.
fn write_stand_in(stage: &Path, main: &Path) -> Result<()> {
    let module = fs::read(main)?;
    let (mut memory, mut table) = (0, 0);
    for payload in Parser::new(0).parse_all(&module) {
        match payload? {
            Payload::MemorySection(memories) => memory = memories.into_iter().next().context("no memory")??.initial,
            Payload::TableSection(tables) => table = tables.into_iter().next().context("no table")??.ty.initial,
            _ => {}
        }
    }
    let stand_in = format!(
        r#"(module
  (import "main" "memory" (memory $memory {memory}))
  (import "main" "__indirect_function_table" (table $table {table} funcref))
  (import "main" "__wasm_split_shared0" (global $stack (mut i32)))
  (export "memory" (memory $memory))
  (export "__indirect_function_table" (table $table))
  (export "__wasm_split_shared0" (global $stack)))
"#
    );
    fs::write(stage.join(STAND_IN), stand_in).context("cannot write what stands for the main module")
}
