//! The built program under clients, systems and files that are at fault. It reads `/proc`, so it is for Linux.

#![cfg(target_os = "linux")]

mod cache;
mod clients;
mod log;
mod memory;
mod server;
mod sockets;
