-- http-status-lsp for `vim.lsp.enable('http_status')`.

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
  -- Neovim sends these at the start and answers the server's questions from them. They are the defaults; write what
  -- differs into your own `vim.lsp.config('http_status', { settings = … })`, which is laid over them.
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
