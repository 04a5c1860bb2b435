//! Builders: calls that are being filled, and sent when they are awaited.

/// A call that was sent and will be decoded.
pub type Sending<T> =
    std::pin::Pin<Box<dyn Future<Output = Result<T, crate::Error>> + Send + 'static>>;

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
            pub async fn send_raw(self) -> ::core::result::Result<$crate::Reply, $crate::Error> {
                self.runtime.execute(self.call).await
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

        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$answer, $crate::Error>;
            type IntoFuture = $crate::Sending<$answer>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(
                    async move { self.runtime.execute(self.call).await?.decode() },
                )
            }
        }
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
            pub async fn open(self) -> ::core::result::Result<$crate::Download, $crate::Error> {
                self.runtime.open(self.call).await
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
