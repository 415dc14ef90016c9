//! Names by number, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// The names of articles, speakers, days, and of the values of the user's columns.
#[derive(Debug, Default)]
pub struct Names {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The number of a name; a new one gets the next.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
    }

    /// The name of a number that [`Names::number`] gave.
    pub fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }
}
