//! Pictures of providers: decoded and made anew, so that nothing of what was sent is ever served (T65).

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::domain::code::Code;

/// Bytes of a file.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// Pixels of a picture, and of one side: what a small file may unpack to.
pub const MOST_PIXELS: u64 = 16_000_000;
const LONGEST_SIDE: u32 = 8_000;
const MOST_MEMORY: u64 = 96 * 1024 * 1024;
/// Width and height of what is kept.
pub const SIDE: u32 = 320;
const QUALITY: u8 = 85;

/// Pictures decoded at the same time in one process: each may need [`MOST_MEMORY`].
static POOL: Semaphore = Semaphore::const_new(2);

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub jpeg: Vec<u8>,
    /// Changes with the picture.
    pub hash: String,
}

/// Makes a square JPEG of a PNG, JPEG or WebP, on a thread that answers no requests.
///
/// # Errors
/// [`Code::ImageTooBig`], [`Code::ImageTooManyPixels`], [`Code::NotAnImage`].
pub async fn make(bytes: axum::body::Bytes) -> Result<Picture, Code> {
    if bytes.len() > LARGEST {
        return Err(Code::ImageTooBig);
    }
    let permit = POOL.acquire().await.map_err(|_| Code::NotAnImage)?;
    // The permit goes along: a reader who leaves does not make room for another picture while this one is decoded.
    let made = tokio::task::spawn_blocking(move || {
        let made = square(&bytes);
        drop(permit);
        made
    });
    // A decoder that panics has found a damaged picture.
    made.await.unwrap_or(Err(Code::NotAnImage))
}

fn square(bytes: &[u8]) -> Result<Picture, Code> {
    let image = decoded(bytes)?;
    let image = flat(&image.resize_to_fill(SIDE, SIDE, FilterType::CatmullRom));
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    image.write_with_encoder(encoder).map_err(|_| Code::NotAnImage)?;
    let hash = Sha256::digest(&jpeg).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(Picture { jpeg, hash })
}

fn decoded(bytes: &[u8]) -> Result<DynamicImage, Code> {
    let broken = |_| Code::NotAnImage;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Code::NotAnImage)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(Code::NotAnImage);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    // What the head of the file says, before anything is unpacked.
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Code::ImageTooManyPixels);
    }
    let turn = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(turn);
    Ok(image)
}

/// Without transparency, on white.
fn flat(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let over_white = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over_white(red), over_white(green), over_white(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 90, 255]));
        let image = DynamicImage::ImageRgba8(image);
        let image = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(image.to_rgb8()) } else { image };
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
        bytes
    }

    #[test]
    fn every_kind_becomes_a_small_square_of_ours() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = square(&file(40, 30, format)).unwrap_or_else(|code| panic!("{format:?}: {code:?}"));
            let reader = ImageReader::new(Cursor::new(&picture.jpeg)).with_guessed_format().expect("reads");
            assert_eq!(reader.format(), Some(ImageFormat::Jpeg));
            assert_eq!(reader.into_dimensions().expect("a picture"), (SIDE, SIDE));
            assert_eq!(picture.hash.len(), 32);
        }
    }

    #[test]
    fn t65_bombs_and_other_files_are_refused_by_their_heads() {
        // A PNG of 100 bytes that claims a hundred thousand pixels on each side.
        let mut bomb = file(1, 1, ImageFormat::Png);
        bomb[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&100_000_u32.to_be_bytes());
        assert!(matches!(square(&bomb), Err(Code::NotAnImage | Code::ImageTooManyPixels)));
        let wide = file(LONGEST_SIDE + 1, 1, ImageFormat::Png);
        assert_eq!(square(&wide), Err(Code::ImageTooManyPixels));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"GIF89a\x01\x00\x01\x00",
            b"BM",
            b"",
            b"\x89PNG\r\n\x1a\nnothing",
        ] {
            assert_eq!(square(other), Err(Code::NotAnImage));
        }
        let mut cut = file(64, 64, ImageFormat::Png);
        cut.truncate(60);
        assert_eq!(square(&cut), Err(Code::NotAnImage));
    }

    #[test]
    fn what_hides_in_a_file_is_left_behind() {
        let mut picture = file(40, 30, ImageFormat::Jpeg);
        picture.extend_from_slice(b"<script>alert(1)</script>");
        let made = square(&picture).expect("a picture");
        assert!(!made.jpeg.windows(7).any(|part| part == b"<script"));
    }

    #[test]
    fn transparent_parts_become_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(2, 2, image::Rgba([0, 0, 0, 0])));
        assert_eq!(flat(&clear).get_pixel(0, 0).0, [255, 255, 255]);
    }
}
