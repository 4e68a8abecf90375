use std::process::ExitCode;

use anyhow::bail;

use super::{Place, screen};

/// Read or change a setting.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Settings:
  site.title, site.description, site.url, site.language, site.footer, site.email
  site.time_zone   Asia/Damascus, or +03:00 (lists by month are counted anew)
  site.digits      latin, arabic-indic
  site.months      international, levantine, maghrebi, moroccan, both
  site.hijri       yes, no
  site.social      'name address', one a line
  site.share       how articles are passed on, in order: whatsapp telegram facebook x linkedin
                   email link device
  comments.open    yes, no
  comments.hold    yes (the desk reads before readers do), no
  comments.name    yes (a comment needs a name), no
  comments.close_after   days after publication; 0 for never
  articles.old_after     months after which readers are told that an article is old; 0 for never
  reads.count      yes (it is counted how often articles are read, never by whom), no
  reads.days       days for which reads are kept by the day, later by the month; 0 for ever
  site.robots      lines added to robots.txt
  site.ads         all of ads.txt
  site.security    mail or address for reports of holes; site.email where it is not set
  site.hub         addresses of WebSub hubs: feeds name them, and they are told of news
  indexnow.key     a key of your own (8 to 128 letters and digits): search engines are told of news
  indexnow.address   where, if not https://api.indexnow.org/indexnow
  analytics.script   https address of a script of others that counts readers: it is loaded after a
                   reader has agreed, and pages then ask for that; no script, no question
  analytics.data   its attributes, 'data-name value', one a line
  analytics.hosts  other origins that it speaks to, such as https://in.example.org
  menu.main, menu.footer   slug of an imported menu
  contact.desk             where messages of readers are mailed to; site.email when not set
  contact.pgp              the desk's public key, shown on the contact page
  newsroom.second_factor   roles that take a code beside the password, separated by spaces
  newsletter.hour          0 to 23, on the paper's clocks
  newsletter.weekday       saturday, sunday, … for the weekly newsletter

The mail server, whose password is a secret, is no setting of the database: it stands in
warraq.toml under [mail], or in the environment. See `warraq mail --help`.

Example:
  warraq --archive paper set site.months levantine")]
pub(super) struct Set {
    /// Which setting; all of them when absent.
    key: Option<String>,
    /// Its new value; absent to read it.
    // A public key begins with dashes.
    #[arg(allow_hyphen_values = true)]
    value: Option<String>,
}

impl Set {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        match (self.key, self.value) {
            (Some(key), Some(value)) => archive.change_settings(&[(&key, &value)])?,
            (key, _) => {
                let settings = archive.stored_settings()?;
                let mut found = false;
                for (name, value) in &settings {
                    if key.as_ref().is_none_or(|key| key == name) {
                        found = true;
                        screen::line(&format!("{name} = {value}"));
                    }
                }
                if let (false, Some(key)) = (found, key) {
                    bail!("{key} is not set; `warraq set --help` lists the settings");
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
