use warraq_import::record::{Problem, Record};

/// Something that holds an archive to be brought in: files of one site, in any format.
pub trait Source: Sync {
    /// Name of the format, for keys and reports: `wordpress`.
    fn format(&self) -> &'static str;

    /// Names of the files, for the report.
    fn files(&self) -> Vec<String>;

    /// Reads everything from the beginning. Called more than once.
    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_>;
}
