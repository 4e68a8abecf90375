//! Serves the invented newspaper from a throwaway archive, for looking at templates and style:
//! `cargo run -p warraq_web --example newsroom -- 127.0.0.1:8080`

#[path = "../tests/site/support.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it belongs to the tests")]
mod support;

use std::sync::Arc;

use warraq_archive::clock::FixedClock;
use warraq_web::ServeOptions;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(FixedClock::at(support::NOW));
    let archive = support::newsroom_in(folder.path(), clock);
    archive.change_settings(&[("site.url", &format!("http://{address}"))])?;
    let ready = |at| {
        #[expect(clippy::print_stdout, reason = "whoever starts it wants to know")]
        {
            println!("http://{at}/");
        }
    };
    warraq_web::serve(archive, address.parse()?, ServeOptions::default(), ready)?;
    Ok(())
}
