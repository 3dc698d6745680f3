//! Sign-ins a second beside what the machine's hashing alone allows.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};

use crate::{
    client::{Client, Error},
    server::Server,
};

const BURST: Duration = Duration::from_secs(5);
/// Fewer than the failures that lock: each try counts as one until its hash has been compared.
const CLIENTS: usize = 6;
/// The product's parameters: KiB and passes.
const COST: (u32, u32) = (19 * 1024, 2);

pub struct Rates {
    pub raw: f64,
    pub ours: f64,
}

pub async fn measure(server: &Server, name: &str, password: &str) -> Result<Rates, Error> {
    let raw = tokio::task::spawn_blocking(raw).await??;
    let started = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = Client::connect(server.address).await?;
        let (name, password) = (name.to_owned(), password.to_owned());
        clients.push(tokio::spawn(async move {
            let mut opened = 0_u32;
            while started.elapsed() < BURST {
                client.sign_in(&name, &password).await?;
                opened += 1;
            }
            Ok::<_, Error>(opened)
        }));
    }
    let mut opened = 0;
    for client in clients {
        opened += client.await??;
    }
    Ok(Rates { raw, ours: f64::from(opened) / started.elapsed().as_secs_f64() })
}

/// Hashes a second with all cores and nothing else to do.
fn raw() -> Result<f64, Error> {
    let threads = std::thread::available_parallelism()?.get();
    let params = Params::new(COST.0, COST.1, 1, None).map_err(|e| e.to_string())?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let started = Instant::now();
    let hashes: u32 = std::thread::scope(|scope| {
        let hashing = || {
            let (mut hashes, mut out) = (0_u32, [0; 32]);
            while started.elapsed() < BURST {
                argon.hash_password_into(b"a passphrase", b"sixteen bytes ok", &mut out).map_err(|e| e.to_string())?;
                hashes += 1;
            }
            Ok::<_, String>(hashes)
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(hashing)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread died".into())))
            .sum::<Result<_, _>>()
    })?;
    Ok(f64::from(hashes) / started.elapsed().as_secs_f64())
}
