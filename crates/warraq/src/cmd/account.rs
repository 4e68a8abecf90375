use std::process::ExitCode;

use anyhow::{Context as _, bail};
use warraq_archive::accounts::{Account, Allowed, NewAccount, Role, right};
use warraq_archive::model::{EmailAddress, Key, Timestamp};
use warraq_archive::{Archive, chance};

use super::{Place, screen};

/// Who works in the newsroom.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Roles: administrator, editor, section-editor, author, contributor, moderator

Examples:
  warraq --archive paper account add 'ليلى الحسّان' --email layla@example.org --role administrator
  warraq --archive paper account list
  warraq --archive paper account link layla@example.org
  warraq --archive paper account add 'سامي' --email sami@example.org --role author \\
      --wordpress-hash '$P$B…'     # user_pass of wp_users; kept anew at the first sign-in")]
pub(super) struct AccountCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add somebody, and print the link with which they choose a password, once.
    Add {
        /// As the newsroom calls them.
        name: String,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// What they may do.
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// Their password as WordPress keeps it, instead of a link.
        #[arg(long, value_name = "HASH")]
        wordpress_hash: Option<String>,
    },
    /// List everybody.
    List,
    /// Print a link with which somebody chooses a password again, once.
    Link {
        /// Whose.
        email: String,
    },
    /// Change what somebody may do.
    Role {
        /// Whose.
        email: String,
        /// What they may do from now on.
        role: String,
    },
    /// Let nobody in with this account any more.
    Disable {
        /// Whose.
        email: String,
    },
    /// Take away the second factor of somebody who has lost it.
    RemoveFactor {
        /// Whose.
        email: String,
    },
}

impl AccountCommand {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        match self.action {
            Action::Add {
                name,
                email,
                role,
                wordpress_hash,
            } => {
                let new = NewAccount {
                    name: name.split_whitespace().collect::<Vec<_>>().join(" "),
                    email: address(&email)?,
                    role: role_of(&role)?,
                };
                add(&archive, &new, wordpress_hash.as_deref())?;
            }
            Action::List => list(&archive)?,
            Action::Link { email } => {
                let id = find(&archive, &email)?.id;
                let key = key()?;
                let made = archive.make_link(&manager(), id, &key, |_| None)?;
                made.context("this account is disabled")?;
                print_link(&archive, &key);
            }
            Action::Role { email, role } => {
                let id = find(&archive, &email)?.id;
                archive.change_role(&manager(), id, role_of(&role)?)?;
            }
            Action::Disable { email } => {
                archive.disable(&manager(), find(&archive, &email)?.id)?;
            }
            Action::RemoveFactor { email } => {
                archive.remove_factor_of(&manager(), find(&archive, &email)?.id)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Whoever can start this program on the archive may manage its accounts.
fn manager() -> Allowed<right::ManageAccounts> {
    Allowed::by_operator()
}

fn add(archive: &Archive, new: &NewAccount, wordpress: Option<&str>) -> anyhow::Result<()> {
    if new.name.is_empty() {
        bail!("give a name");
    }
    if let Some(hash) = wordpress {
        archive.admit_from_wordpress(&manager(), new, hash)?;
        return Ok(());
    }
    let key = key()?;
    archive.invite(&manager(), new, &key, None)?;
    print_link(archive, &key);
    Ok(())
}

fn list(archive: &Archive) -> anyhow::Result<()> {
    let zone = archive.settings().time_zone.clone();
    let clock = |at: Timestamp| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
    for account in archive.accounts(&Allowed::by_operator())? {
        screen::line(&format!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            account.email.as_str(),
            account.name,
            account.role.name(),
            account.standing.name(),
            if account.has_totp { "code" } else { "-" },
            account
                .signed_in_at
                .map_or_else(|| "never".to_owned(), clock),
        ));
    }
    Ok(())
}

fn find(archive: &Archive, email: &str) -> anyhow::Result<Account> {
    let found = archive.account_of(&Allowed::by_operator(), &address(email)?)?;
    found.with_context(|| format!("nobody here has the address {email}"))
}

fn address(email: &str) -> anyhow::Result<EmailAddress> {
    EmailAddress::parse(email).with_context(|| format!("{email:?} is no address"))
}

fn role_of(name: &str) -> anyhow::Result<Role> {
    let known = Role::ALL.map(Role::name).join(", ");
    Role::named(name).with_context(|| format!("{name:?} is no role; use one of {known}"))
}

fn key() -> anyhow::Result<Key> {
    Ok(Key::of(chance::bytes()?))
}

fn print_link(archive: &Archive, key: &Key) {
    let home = archive.settings().url.clone();
    screen::line(&warraq_web::welcome_address(&home, key));
}
