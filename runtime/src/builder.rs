//! What every generated builder can do, given its fields `call` and `runtime`.
//!
//! Beside what they make public, the macros give a builder `new` and `with`, which the method that returns it and its
//! setters are made of.

/// A call that was sent and will be decoded.
pub type Sending<T> =
    std::pin::Pin<Box<dyn Future<Output = Result<T, crate::Error>> + Send + 'static>>;

/// Lets a builder be awaited: `awaitable!(GetTag => Tag);`.
///
/// The builder has the fields `call: Call` and `runtime: Runtime`, and no others. An answer that promises nothing is `()`.
///
/// ```
/// use gorgias_runtime::{Call, Runtime};
///
/// /// Deletes a tag.
/// #[must_use = "a call is sent when it is awaited"]
/// pub struct DeleteTag {
///     runtime: Runtime,
///     call: Call,
/// }
///
/// gorgias_runtime::awaitable!(DeleteTag => ());
///
/// async fn delete(call: DeleteTag) -> Result<(), gorgias_runtime::Error> {
///     call.await
/// }
/// ```
#[macro_export]
macro_rules! awaitable {
    ($builder:ty => $answer:ty) => {
        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$answer, $crate::Error>;
            type IntoFuture = $crate::Sending<$answer>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(
                    async move { self.runtime.execute(self.call).await?.decode() },
                )
            }
        }

        impl $builder {
            /// A call without arguments.
            fn new(
                runtime: &$crate::Runtime,
                operation: &'static $crate::Operation,
            ) -> Self {
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
}

/// Lets a builder of a list be awaited for one page, and be read to its end: `pageable!(ListTags => Tag);`.
///
/// ```
/// use gorgias_runtime::{Call, Runtime, serde_json::Value};
///
/// /// Lists the tags.
/// #[must_use = "a call is sent when it is awaited"]
/// pub struct ListTags {
///     runtime: Runtime,
///     call: Call,
/// }
///
/// gorgias_runtime::pageable!(ListTags => Value);
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
    ($builder:ty => $item:ty) => {
        $crate::awaitable!($builder => $crate::Page<$item>);

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
