#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| http_status_lsp_fuzz::manifests::check(data));
