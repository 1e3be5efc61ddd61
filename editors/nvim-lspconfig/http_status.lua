---@brief
---
--- https://github.com/http-status-lsp/http-status-lsp
---
--- A language server that explains HTTP status codes and constants in any language: hover, completion, go-to-definition.
---
--- Install it with `cargo binstall http-status-lsp` or `cargo install http-status-lsp`, or download it from
--- https://github.com/http-status-lsp/http-status-lsp/releases
---
--- It attaches to every buffer that has a file type, because a status code can stand in any file. To leave some out:
---
--- ```lua
--- vim.lsp.config('http_status', {
---   settings = { httpStatus = { exclude = { languages = { 'css', 'scss' } } } },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'http-status-lsp' },
  -- No `filetypes`: a status code can stand in any file, so the server attaches to every one.
  root_markers = { '.git' },
  -- A file outside of any project is answered too.
  workspace_required = false,
  -- Every answer comes from the document itself, so one process serves all projects, and the pages it opens.
  reuse_client = function(client, config)
    return client.name == config.name and not client:is_stopped()
  end,
  -- These are the defaults.
  settings = {
    httpStatus = {
      hover = { enable = true },
      completion = { enable = true },
      definition = { enable = true },
      documentLinks = { enable = false },
      pages = { enable = true },
      exclude = { languages = {} },
    },
  },
}
