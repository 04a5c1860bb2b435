//! Builders: calls that are being filled, and sent when they are awaited.

use std::pin::Pin;

use serde::de::DeserializeOwned;

use crate::{
    call::Call, error::Error, file::Download, operation::LongRunning, reply::Reply,
    runtime::Runtime, work::Started,
};

/// A call that was sent and will be decoded.
pub type Sending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'static>>;

/// What builders are awaited for. It is here and not in their macros because each future that a crate writes has to be proven
/// to be `Send`, which for all the builders of a client takes longer than all the rest of its check.
#[doc(hidden)]
impl Runtime {
    /// The answer as it comes.
    pub fn send_raw(self, call: Call) -> Sending<Reply> {
        Box::pin(async move { self.execute(call).await })
    }

    /// What the answer says.
    pub fn send<T: DeserializeOwned + 'static>(self, call: Call) -> Sending<T> {
        Box::pin(async move { self.execute(call).await?.decode() })
    }

    /// The work that the call begins.
    pub fn begin<T, S>(self, call: Call, work: &'static LongRunning) -> Sending<Started<T, S>>
    where
        T: DeserializeOwned + 'static,
        S: 'static,
    {
        Box::pin(async move {
            let reply = self.execute(call).await?;
            Started::new(self, work, &reply)
        })
    }

    /// The file that the call asks for.
    pub fn fetch(self, call: Call) -> Sending<Download> {
        Box::pin(async move { self.open(call).await })
    }
}

/// Declares a builder that is awaited for an answer. An answer that promises nothing is `()`.
///
/// What returns it, and what sets its arguments, is written with `new` and `with`, which the macro gives it.
///
/// ```
/// use gorgias_runtime::{Operation, Runtime, operation::*};
/// # const DELETE: Operation = Operation {
/// #     id: "tags.delete", method: Method::Delete, path: "/api/tags/{id}", params: &[Param::path("id")],
/// #     body: Body::None, answer: Answer::Nothing, reads_only: false, scope: None, success: 204,
/// #     long_running: None, refusals: &[], statuses: &[],
/// # };
///
/// gorgias_runtime::awaitable! {
///     #[answers(())]
///     /// Deletes a tag.
///     pub struct DeleteTag;
/// }
///
/// fn delete(runtime: &Runtime, id: i64) -> DeleteTag {
///     DeleteTag::new(runtime, &DELETE).with::<i64>("id", id)
/// }
///
/// async fn forget(runtime: &Runtime) -> Result<(), gorgias_runtime::Error> {
///     delete(runtime, 501).await
/// }
/// ```
#[macro_export]
macro_rules! awaitable {
    // What holds a call, without what it is awaited for.
    (
        @call
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        #[must_use = "a call is sent when it is awaited"]
        $visibility struct $builder {
            runtime: $crate::Runtime,
            call: $crate::Call,
        }

        impl $builder {
            /// A call without arguments.
            fn new(runtime: &$crate::Runtime, operation: &'static $crate::Operation) -> Self {
                Self {
                    runtime: ::core::clone::Clone::clone(runtime),
                    call: $crate::Call::new(operation),
                }
            }

            /// The same with an argument set.
            fn with<T: $crate::serde::Serialize>(mut self, name: &str, value: T) -> Self {
                self.call.set(name, value);
                self
            }

            /// The same with the files of a form set.
            fn with_files(
                mut self,
                files: impl ::core::iter::IntoIterator<Item = $crate::Upload>,
            ) -> Self {
                self.call.set_files(files);
                self
            }

            /// Sets a key of the query that the operation does not have, for what the API knows since. A list repeats
            /// the key.
            pub fn extra_query(mut self, key: &str, value: impl $crate::serde::Serialize) -> Self {
                self.call.set_extra_query(key, value);
                self
            }

            /// Sets a key of the body that the operation does not have, for what the API knows since.
            pub fn extra_field(mut self, key: &str, value: impl $crate::serde::Serialize) -> Self {
                self.call.set_extra_field(key, value);
                self
            }

            /// Sends the call and gives the answer as it came: status, headers and body.
            ///
            /// # Errors
            ///
            /// The call was refused, or did not get through.
            pub fn send_raw(self) -> $crate::Sending<$crate::Reply> {
                self.runtime.send_raw(self.call)
            }
        }
    };
    // What it is awaited for.
    (@awaited $builder:ident, $answer:ty, $send:ident($($with:expr)?)) => {
        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$answer, $crate::Error>;
            type IntoFuture = $crate::Sending<$answer>;

            fn into_future(self) -> Self::IntoFuture {
                self.runtime.$send(self.call $(, $with)?)
            }
        }
    };
    (
        #[answers($answer:ty)]
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $crate::awaitable! {
            @call
            $(#[$attribute])*
            $visibility struct $builder;
        }

        $crate::awaitable!(@awaited $builder, $answer, send());
    };
}

/// Declares a builder of a call that answers a file, which is awaited for where the file is, or opened to fetch it.
///
/// ```
/// use gorgias_runtime::FileAnswer;
///
/// gorgias_runtime::fetchable! {
///     #[answers(FileAnswer)]
///     /// Downloads a picture.
///     pub struct DownloadPicture;
/// }
///
/// async fn keep(picture: DownloadPicture) -> Result<(), gorgias_runtime::Error> {
///     let size = picture.open().await?.save("picture.png").await?;
///     println!("{size} bytes");
///     Ok(())
/// }
/// ```
#[macro_export]
macro_rules! fetchable {
    (
        #[answers($answer:ty)]
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $crate::awaitable! {
            #[answers($answer)]
            $(#[$attribute])*
            $visibility struct $builder;
        }

        impl $builder {
            /// Sends the call and begins to fetch the file, from wherever it is.
            ///
            /// # Errors
            ///
            /// The call was refused, or the file is not to be had where it is said to be.
            pub fn open(self) -> $crate::Sending<$crate::Download> {
                self.runtime.fetch(self.call)
            }
        }
    };
}

/// Declares a builder of a list, which is awaited for one page, or read to its end.
///
/// ```
/// use gorgias_runtime::serde_json::Value;
///
/// gorgias_runtime::pageable! {
///     #[of(Value)]
///     /// Lists the tags.
///     pub struct ListTags;
/// }
///
/// async fn print(list: ListTags) -> Result<(), gorgias_runtime::Error> {
///     let mut tags = list.stream();
///     while let Some(tag) = tags.try_next().await? {
///         println!("{tag}");
///     }
///     Ok(())
/// }
/// ```
#[macro_export]
macro_rules! pageable {
    (
        #[of($item:ty)]
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $crate::awaitable! {
            #[answers($crate::Page<$item>)]
            $(#[$attribute])*
            $visibility struct $builder;
        }

        impl $builder {
            /// The pages of the list, from the one that is asked for to the last.
            #[must_use]
            pub fn pages(self) -> $crate::Pages<$item> {
                $crate::Pages::new(self.runtime, self.call)
            }

            /// The things of the list, one after the other, page after page.
            #[must_use]
            pub fn stream(self) -> $crate::Items<$item> {
                $crate::Items::new(self.runtime, self.call)
            }
        }
    };
}
