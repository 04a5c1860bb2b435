//! Closed lists of words.

use serde_json::Value as Json;

use crate::load::words::{self, Book, Reader, Word, closed_words};
use crate::load::yaml::Node;

closed_words! {
    /// Where a field is.
    Access "access" {
        /// In answers.
        Read "read",
        /// In bodies that create.
        Create "create",
        /// In bodies that update.
        Update "update",
        /// In both kinds of bodies.
        Write "write",
    }
    /// What a draft is for.
    Purpose "purpose" {
        /// An answer.
        Read "read",
        /// A body that creates.
        Create "create",
        /// A body that updates.
        Update "update",
    }
    /// How sure an operation's facts are.
    Confidence "confidence" {
        /// The vendor's documents say so.
        Documented "documented",
        /// A live account did so.
        SeenLive "seen-live",
        /// Concluded from other facts.
        Inferred "inferred",
    }
    /// What a call does to the world.
    EffectWord "effect" {
        /// It looks.
        Reads "reads",
        /// It changes something.
        Writes "writes",
        /// What it does cannot be undone.
        Destroys "destroys",
        /// A customer may get a message.
        ReachesCustomer "reaches-customer",
    }
    /// What a tool is, for those who cut access by method.
    ToolMethod "method" {
        /// Answers many.
        List "list",
        /// Answers one.
        Get "get",
        /// Makes one.
        Create "create",
        /// Changes one.
        Update "update",
        /// Takes away.
        Delete "delete",
        /// Anything else.
        Custom "custom",
    }
    /// How a scan's filter compares.
    Compare "comparison" {
        /// The value at the path is the argument.
        Equals "equals",
        /// The time at the path is later.
        After "after",
        /// The time at the path is earlier.
        Before "before",
        /// The text at the path holds the argument, in any case.
        Contains "contains",
        /// There is something at the path, or there is nothing.
        Presence "presence",
    }
    /// How a parameter picks from a list.
    Pick "way to pick" {
        /// The value at the path is the argument, or one of them.
        Equals "equals",
        /// The text at the path holds the argument, in any case.
        Contains "contains",
        /// There is something at the path, or there is nothing.
        Presence "presence",
        /// What has something at the path is there too, or is left out.
        Includes "includes",
    }
    /// What a field holds that a body leaves out.
    Start "start" {
        /// The time of the call.
        Now "now",
        /// The user who calls.
        Caller "caller",
    }
    /// What is measured.
    Measure "measure" {
        /// Rows of numbers, grouped as a query asks.
        Report "report",
        /// The numbers of one name.
        Statistic "statistic",
    }
    /// How the next page of a dialect is asked for.
    Follows "way to follow pages" {
        /// The argument `cursor` takes the cursor of the page before.
        Cursor "cursor",
        /// The argument `page` takes the next number.
        Number "number",
        /// The page links to the next one.
        Link "link",
    }
    /// How an app shows who it is where tokens come from.
    ClientProof "way for an app to show who it is" {
        /// As name and password of HTTP Basic.
        Basic "basic",
        /// In the form that it sends.
        Form "form",
    }
    /// Which operations can answer with a status.
    Meets "kind of operation" {
        /// Each of them.
        All "all",
        /// Those that take something in the query or the body.
        Arguments "arguments",
        /// Those whose path names a thing.
        Path "path",
        /// Those that need a scope.
        Scope "scope",
    }
    /// Which fact about a person a field holds.
    Person "kind of person's fact" {
        /// A name.
        Name "name",
        /// An e-mail address.
        Email "email",
        /// A phone number.
        Phone "phone",
        /// Another address.
        Address "address",
        /// A text by or about somebody.
        Text "text",
    }
}
