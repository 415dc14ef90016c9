//! Which comments belong together.

use super::store::{By, Member};
use super::{Level, PUBLIC_REACTION, Summary};
use crate::domain::Role;
use crate::error::Result;

/// What the comments of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The name of a [`Level`] or of a column of the user's.
    pub level: String,
    /// One value of it.
    pub value: String,
    /// Whether these are the subject's own words.
    pub subject: bool,
}

impl Key {
    /// The name of the group: the value, and of the subject's own words that they are.
    pub fn name(&self) -> String {
        match self.level.as_str() {
            "all" if self.subject => Role::Subject.name().to_owned(),
            "all" => PUBLIC_REACTION.to_owned(),
            "role" => self.value.clone(),
            _ if self.subject => format!("{} (subject)", self.value),
            _ => self.value.clone(),
        }
    }

    /// Whether it is this one.
    pub(super) fn is(&self, level: &str, value: &str, subject: bool) -> bool {
        self.subject == subject && self.value == value && self.level == level
    }
}

/// Comments that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they have in common.
    pub key: Key,
    /// The comments, those of an article together.
    pub members: Vec<Member>,
}

impl Summary {
    /// All groups of the given levels and of the user's columns, level by level, inside a level in
    /// alphabetical order. Memory grows with the comments.
    ///
    /// # Errors
    /// [`crate::error::Error::Output`] when the comments on disk cannot be sorted.
    pub fn groups(&self, levels: &[Level]) -> Result<Vec<Group>> {
        let mut groups: Vec<Group> = Vec::new();
        for (by, level) in self.by(levels) {
            self.store().each(by, |value, subject, member| {
                match groups.last_mut().filter(|group| group.key.is(&level, value, subject)) {
                    Some(group) => group.members.push(member),
                    None => {
                        let key = Key { level: level.clone(), value: value.to_owned(), subject };
                        groups.push(Group { key, members: vec![member] });
                    }
                }
                Ok(())
            })?;
        }
        Ok(groups)
    }

    /// How the comments are grouped at the given levels and the user's columns, and what the levels
    /// are called. A column of the user's that has the name of a level says what it is.
    pub(super) fn by(&self, levels: &[Level]) -> Vec<(By, String)> {
        let built_in = Level::ALL.into_iter().filter(|level| levels.contains(level));
        let built_in = built_in.map(|level| (By::Level(level), level.name().to_owned()));
        let columns = (0..).map(By::Column).zip(self.columns());
        built_in.chain(columns).collect()
    }

    /// What the user's columns are called as levels.
    pub fn columns(&self) -> impl Iterator<Item = String> {
        self.options().group_by.iter().map(|column| match column.parse::<Level>() {
            Ok(_) => format!("column {column}"),
            Err(_) => column.clone(),
        })
    }
}
