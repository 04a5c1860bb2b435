//! The compiler: load → model → check → emit.
//!
//! It is a pure function: texts in, texts and diagnostics out. Only `xtask` touches the disk.
