//! Archives on either database, and exports to fill them with.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::print_stdout,
    reason = "each test binary uses its own part, and says why it skips"
)]

pub mod desk;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use warraq_archive::Archive;
use warraq_archive::clock::FixedClock;
use warraq_archive::ingest::{self, IngestError, Options, Report, Source};
use warraq_archive::model::Timestamp;
use warraq_import::record::{Problem, Record};
use warraq_import::{source, wxr};

/// Runs a promise on both databases.
#[allow(unused_macros, reason = "not every test binary makes promises")]
macro_rules! promises {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::$name(&super::support::embedded()); })*
        }
        mod on_postgres {
            $(#[test] fn $name() {
                if let Some(fixture) = super::support::on_postgres(stringify!($name)) {
                    super::$name(&fixture);
                }
            })*
        }
    };
}

/// 2026-11-24 12:00 UTC.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_521_600_000);

/// An archive that is thrown away with the test.
pub struct Fixture {
    pub archive: Archive,
    pub clock: Arc<FixedClock>,
    folder: tempfile::TempDir,
}

impl Fixture {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// An empty archive on the embedded database.
pub fn embedded() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    fixture(folder)
}

/// An empty archive on PostgreSQL; `None`, with the reason printed, where there is no server.
pub fn on_postgres(name: &str) -> Option<Fixture> {
    let server = server()?;
    let database = format!("warraq_{name}_{}", std::process::id());
    server.create(&database);
    let folder = tempfile::tempdir().unwrap();
    let socket = server.folder.display().to_string().replace('/', "%2F");
    let url = format!("postgres://postgres@{socket}/{database}");
    std::fs::write(
        folder.path().join("warraq.toml"),
        format!("database = {url:?}\n"),
    )
    .unwrap();
    Some(fixture(folder))
}

fn fixture(folder: tempfile::TempDir) -> Fixture {
    let clock = Arc::new(FixedClock::at(NOW));
    let archive = Archive::create(folder.path(), clock.clone()).unwrap();
    Fixture {
        archive,
        clock,
        folder,
    }
}

/// Debian's PostgreSQL on a socket of its own, shared by the tests of one process.
struct Server {
    folder: PathBuf,
    process: Child,
}

/// Statics are never dropped: the server ends with the tests by its own watch on this process.
fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(Server::start).as_ref()
}

impl Server {
    fn start() -> Option<Self> {
        let programs = glob_newest(Path::new("/usr/lib/postgresql"))?;
        let folder = tempfile::tempdir().unwrap().keep();
        let data = folder.join("data");
        let as_postgres = |program: &Path| {
            if is_root() {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
                command.arg(program);
                command
            } else {
                Command::new(program)
            }
        };
        if is_root() {
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(&folder)
                .status()
                .unwrap();
            assert!(owned.success());
        }
        let made = as_postgres(&programs.join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--no-sync",
                "-E",
                "UTF8",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed in {}", folder.display());
        // The shell waits for its input, which closes when this process ends, however it ends.
        let script =
            "\"$@\" & server=$!; read -r _; kill -INT $server; wait; rm -rf \"$WARRAQ_PG\"";
        let postgres = as_postgres(&programs.join("postgres"));
        let process = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(postgres.get_program())
            .args(postgres.get_args())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "log_min_messages=fatal",
            ])
            .env("WARRAQ_PG", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { folder, process };
        for _ in 0..300 {
            if server.connect("postgres").is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL did not start in {}", server.folder.display());
    }

    fn connect(&self, database: &str) -> Result<postgres::Client, postgres::Error> {
        let mut config = postgres::Config::new();
        config
            .host_path(&self.folder)
            .user("postgres")
            .dbname(database);
        config.connect(postgres::NoTls)
    }

    fn create(&self, database: &str) {
        let mut client = self.connect("postgres").unwrap();
        client
            .batch_execute(&format!("create database {database}"))
            .unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

fn glob_newest(parent: &Path) -> Option<PathBuf> {
    let found = std::fs::read_dir(parent).ok().and_then(|versions| {
        versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .filter(|programs| programs.join("initdb").is_file())
            .max()
    });
    if found.is_none() {
        println!("skipped: PostgreSQL is not installed (apt-get install postgresql)");
    }
    found
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// An export made of files.
pub struct Export(pub Vec<PathBuf>);

impl Source for Export {
    fn format(&self) -> &'static str {
        "wordpress"
    }

    fn files(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|file| file.display().to_string())
            .collect()
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_> {
        Box::new(source::open(&self.0).into_iter().flat_map(|part| {
            let records: Box<dyn Iterator<Item = _> + Send> = match part {
                Ok(part) => match part.read() {
                    Ok(file) => Box::new(wxr::read(&part.name, file)),
                    Err(problem) => Box::new(std::iter::once(Err(problem))),
                },
                Err(problem) => Box::new(std::iter::once(Err(problem))),
            };
            records
        }))
    }
}

/// Imports files with the usual options.
pub fn import(archive: &Archive, files: &[PathBuf]) -> Result<Report, IngestError> {
    ingest::run(
        archive,
        &Export(files.to_vec()),
        &Options::default(),
        &|_, _| {},
    )
}

/// The folder of shared data, or `None` with the reason printed.
pub fn shared(below: &str) -> Option<PathBuf> {
    let given = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = given
        .into_iter()
        .chain([beside, PathBuf::from("/work/shared")])
        .find_map(|root| {
            let path = root.join(below);
            path.exists().then_some(path)
        });
    if found.is_none() {
        println!("skipped: no shared data ({below}); set WARRAQ_SHARED to its folder");
    }
    found
}

/// A WordPress export of `items`, which are XML.
pub fn wxr_file(folder: &Path, name: &str, items: &str) -> PathBuf {
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><title>الفجر</title><link>https://fajr.example</link><language>ar</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://fajr.example</wp:base_site_url>
<wp:base_blog_url>https://fajr.example</wp:base_blog_url>
<wp:author><wp:author_login>salma</wp:author_login><wp:author_email>s@fajr.example</wp:author_email>
<wp:author_display_name><![CDATA[سلمى الحاج]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>politics</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[سياسة]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>arab</wp:category_nicename>
<wp:category_parent>politics</wp:category_parent><wp:cat_name><![CDATA[عربي]]></wp:cat_name></wp:category>
{items}
</channel></rss>"#
    );
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// One post of an export.
pub struct Post {
    pub id: i64,
    pub slug: &'static str,
    pub title: &'static str,
    pub body: &'static str,
    /// `2022-09-25 10:00:00`, in UTC.
    pub date: &'static str,
    pub status: &'static str,
    /// Further XML.
    pub more: &'static str,
}

impl Default for Post {
    fn default() -> Self {
        Self {
            id: 1,
            slug: "first",
            title: "الخبر الأول",
            body: "نص الخبر الأول.",
            date: "2022-09-25 10:00:00",
            status: "publish",
            more: "",
        }
    }
}

impl Post {
    pub fn xml(&self) -> String {
        let Self {
            id,
            slug,
            title,
            body,
            date,
            status,
            more,
        } = self;
        let path = date.get(..10).unwrap_or_default().replace('-', "/");
        format!(
            "<item><title><![CDATA[{title}]]></title><link>https://fajr.example/{path}/{slug}/</link>\
             <dc:creator><![CDATA[salma]]></dc:creator><guid>https://fajr.example/?p={id}</guid>\
             <content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{id}</wp:post_id>\
             <wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt>\
             <wp:post_name>{slug}</wp:post_name><wp:status>{status}</wp:status>\
             <wp:post_type>post</wp:post_type>\
             <category domain=\"category\" nicename=\"arab\"><![CDATA[عربي]]></category>{more}</item>"
        )
    }
}
