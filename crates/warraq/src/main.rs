//! Warraq in one program: an Arabic newspaper's archive, newsroom and site.

mod cmd;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let program = cmd::Program::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("WARRAQ_LOG")
                .unwrap_or_else(|_| "warn,warraq=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match cmd::run(program) {
        Ok(code) => code,
        Err(error) => {
            cmd::screen::error(&error);
            ExitCode::FAILURE
        }
    }
}
