//! The commands of `pullquote models`.

use clap::{Args, Subcommand};

/// `pullquote models`.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "\
Examples:
  pullquote models list
  pullquote models show path/to/folder
  pullquote models verify"
)]
pub struct Models {
    /// What to do with the models.
    #[command(subcommand)]
    pub command: ModelsCommand,
}

/// The commands of `pullquote models`.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List the models inside the program
    List,
    /// Show what is known about a model
    Show {
        /// Name of a built-in model, or the folder of another one
        #[arg(value_name = "NAME-OR-PATH")]
        model: String,
    },
    /// Check that the built-in models are whole and give the scores they should
    Verify,
}
