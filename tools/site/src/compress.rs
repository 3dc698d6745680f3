//! The compressed copies that the server hands out instead of compressing at every request.

use std::{fs, io::Write, path::Path};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Writes `file.br` and `file.gz` beside `file`, each only if it saves a tenth: fonts and pictures are compressed
/// already, and a copy that saves nothing only makes the binary bigger.
pub fn compress(file: &Path) -> Result<()> {
    let plain = fs::read(file)?;
    let mut br = Vec::new();
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: plain.len(), ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut br, &params)?;
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    gz.write_all(&plain)?;
    for (extension, packed) in [("br", br), ("gz", gz.finish()?)] {
        if packed.len() * 10 < plain.len() * 9 {
            let mut name = file.as_os_str().to_owned();
            name.push(".");
            name.push(extension);
            fs::write(name, packed)?;
        }
    }
    Ok(())
}
