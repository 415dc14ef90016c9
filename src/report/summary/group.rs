//! Which comments belong together.

use super::Summary;
use super::observe::Observation;
use crate::domain::{Kind, Role};
use crate::report::summary::{Level, PUBLIC_REACTION};
use std::collections::HashMap;

/// What the members of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Place of the level: first those of [`Level::ALL`], then the user's columns.
    pub level: usize,
    /// One value of it.
    pub value: Value,
    /// Whether these are the subject's own words.
    pub subject: bool,
}

/// One value of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// All comments.
    All,
    /// The comments of one role.
    Role(Role),
    /// The comments of one kind.
    Kind(Kind),
    /// The comments of one article, speaker, day, or value of a column, by the name's number.
    Name(u32),
}

/// Comments that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub key: Key,
    /// Their places among the observations, ascending.
    pub members: Vec<u32>,
}

impl Summary {
    /// All groups of the given levels and of the user's columns, level by level, inside a level in
    /// alphabetical order.
    pub fn groups(&self, levels: &[Level]) -> Vec<Group> {
        let mut groups: HashMap<Key, Vec<u32>> = HashMap::new();
        for (place, observation) in self.observations().iter().enumerate() {
            for (level, value) in self.values(observation, levels) {
                let key = Key { level, value, subject: observation.role == Role::Subject };
                groups.entry(key).or_default().push(place as u32);
            }
        }
        let mut groups: Vec<Group> =
            groups.into_iter().map(|(key, members)| Group { key, members }).collect();
        groups.sort_by_cached_key(|group| {
            let Key { level, value, subject } = group.key;
            (level, self.value_name(value).to_owned(), subject)
        });
        groups
    }

    /// The values that a comment has at the given levels and the user's columns.
    fn values<'s>(
        &'s self,
        observation: &'s Observation,
        levels: &'s [Level],
    ) -> impl Iterator<Item = (usize, Value)> + 's {
        let built_in =
            Level::ALL.into_iter().enumerate().filter(|(_, level)| levels.contains(level));
        let built_in = built_in.filter_map(|(place, level)| {
            let value = match level {
                Level::All => Value::All,
                Level::Role => Value::Role(observation.role),
                Level::Kind => Value::Kind(observation.kind),
                Level::Article => Value::Name(observation.article),
                Level::Speaker => Value::Name(observation.speaker?),
                Level::Day => Value::Name(observation.day?),
            };
            Some((place, value))
        });
        let columns = self.columns_of(observation.article).iter().enumerate();
        let columns = columns.filter_map(|(column, value)| {
            Some((Level::ALL.len() + column, Value::Name((*value)?)))
        });
        built_in.chain(columns)
    }

    /// The name of a level. A column of the user's that has the name of a level says what it is.
    pub fn level_name(&self, level: usize) -> String {
        match Level::ALL.get(level) {
            Some(level) => level.name().to_owned(),
            None => {
                let column = &self.options().group_by[level - Level::ALL.len()];
                match column.parse::<Level>() {
                    Ok(_) => format!("column {column}"),
                    Err(_) => column.clone(),
                }
            }
        }
    }

    /// The name of a group.
    pub fn group_name(&self, key: Key) -> String {
        let name = self.value_name(key.value);
        match (key.value, key.subject) {
            (Value::All, true) => Role::Subject.name().to_owned(),
            (Value::Kind(_) | Value::Name(_), true) => format!("{name} (subject)"),
            _ => name.to_owned(),
        }
    }

    /// The name of a value.
    fn value_name(&self, value: Value) -> &str {
        match value {
            Value::All => PUBLIC_REACTION,
            Value::Role(role) => role.name(),
            Value::Kind(kind) => kind.name(),
            Value::Name(number) => self.name(number),
        }
    }
}
