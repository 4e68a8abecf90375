//! `warraq.toml`: what has to be known before the archive can be opened.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The file's name in the archive's folder.
const FILE: &str = "warraq.toml";

/// What the administrator wrote; every key may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `postgres://…`; absent for the embedded database.
    pub database: Option<String>,
}

/// Why `warraq.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read {}: {cause}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// It is not TOML, or holds a key that nobody knows.
    #[error("{}: {cause}", file.display())]
    Parse {
        /// The file.
        file: PathBuf,
        /// What is wrong, with its line.
        cause: Box<toml::de::Error>,
    },
    /// The database address is of a kind that we do not know.
    #[error("{}: database = {found:?} is not an address that we know; write postgres://user@host/name, or leave the line out for the embedded database", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What it says.
        found: String,
    },
}

impl Config {
    /// Reads the file of an archive; no file, no settings.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let file = folder.join(FILE);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(cause) => return Err(ConfigError::Read { file, cause }),
        };
        let config: Self = toml::from_str(&text).map_err(|cause| ConfigError::Parse {
            file: file.clone(),
            cause: Box::new(cause),
        })?;
        match &config.database {
            Some(url) if !url.starts_with("postgres://") && !url.starts_with("postgresql://") => {
                Err(ConfigError::Database {
                    file,
                    found: url.clone(),
                })
            }
            _ => Ok(config),
        }
    }
}
