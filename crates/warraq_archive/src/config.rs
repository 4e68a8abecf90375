//! `warraq.toml`: what has to be known before the archive can be opened.

use std::path::{Path, PathBuf};

use serde::Deserialize;

mod mail;

pub use mail::{Mail, MailError, Security};

/// The file's name in the archive's folder.
const FILE: &str = "warraq.toml";
/// Where a theme is looked for when the file names none.
const THEME: &str = "theme";

/// What the administrator wrote; every key may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `postgres://…`; absent for the embedded database.
    pub database: Option<String>,
    /// The mail server; absent when the paper sends no mail.
    pub mail: Option<Mail>,
    /// Folder of the theme: the one that is named, or else `theme/` of the archive, where it has one.
    pub theme: Option<PathBuf>,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    database: Option<String>,
    theme: Option<PathBuf>,
    #[serde(default)]
    mail: mail::Written,
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
    /// The mail server is not described well enough to be used.
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// A folder that is named counts from that of the archive.
fn theme(folder: &Path, named: Option<PathBuf>) -> Option<PathBuf> {
    named.map(|named| folder.join(named)).or_else(|| {
        let usual = folder.join(THEME);
        usual.is_dir().then_some(usual)
    })
}

impl Config {
    /// Reads the file of an archive; no file, no settings. What the environment says of the mail
    /// server (`WARRAQ_MAIL_…`) counts more than the file.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let file = folder.join(FILE);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(ConfigError::Read { file, cause }),
        };
        let written: File = toml::from_str(&text).map_err(|cause| ConfigError::Parse {
            file: file.clone(),
            cause: Box::new(cause),
        })?;
        if let Some(url) = &written.database
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            return Err(ConfigError::Database {
                file,
                found: url.clone(),
            });
        }
        Ok(Self {
            mail: written.mail.with(|name| std::env::var(name).ok()).read()?,
            database: written.database,
            theme: theme(folder, written.theme),
        })
    }
}
