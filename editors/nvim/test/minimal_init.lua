vim.opt.runtimepath:append(vim.env.HTTP_STATUS_NVIM)

-- Show the menu for a single match too, and insert nothing that was not picked.
vim.opt.completeopt = { 'menuone', 'noselect', 'popup' }

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = assert(vim.lsp.get_client_by_id(event.data.client_id))
    if client.name == 'http_status' then
      -- Complete while typing. Without this, CTRL-X CTRL-O asks for completions.
      vim.lsp.completion.enable(true, client.id, event.buf, { autotrigger = true })
    end
  end,
})

vim.lsp.enable('http_status')
