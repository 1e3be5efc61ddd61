-- http-status-lsp for `vim.lsp.enable('http_status')`. This file works without the others beside it.

local NAME = 'http_status'
local HOVER = 'textDocument/hover'
local COMPLETION = 'textDocument/completion'
-- How long a key waits for the server, in milliseconds. It takes some milliseconds.
local LIMIT = 1000

--- Whether another server of this buffer answers such requests.
local function has_others(buffer, method)
  return vim.iter(vim.lsp.get_clients({ bufnr = buffer, method = method })):any(function(client)
    return client.name ~= NAME
  end)
end

--- What this server answers about the cursor; nothing if it has nothing to say.
local function ask(method)
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ bufnr = buffer, name = NAME })[1]
  local params = client and vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client and client:request_sync(method, params, LIMIT, buffer)
  return answer and answer.result ~= vim.NIL and answer.result or nil
end

--- How many rows the border of a floating window takes.
local function border_rows(window)
  local border = vim.api.nvim_win_get_config(window).border
  if type(border) ~= 'table' then
    return 0
  end
  -- The characters go round from the top left corner; each may have a highlight.
  return vim.iter({ border[2], border[6] }):fold(0, function(rows, edge)
    return rows + ((type(edge) == 'table' and edge[1] or edge) ~= '' and 1 or 0)
  end)
end

--- Breaks the lines of the card's window between words. Where windows stand side by side it may be narrower than the card's lines.
local function keep_words_whole(buffer)
  vim.api.nvim_create_autocmd('WinNew', {
    group = vim.api.nvim_create_augroup(NAME .. '_card', {}),
    once = true,
    -- Neovim notes which window it is after it has opened it.
    callback = vim.schedule_wrap(function()
      local window = vim.api.nvim_buf_is_valid(buffer) and vim.b[buffer].lsp_floating_preview
      if not window or not vim.api.nvim_win_is_valid(window) then
        return
      end
      vim.wo[window].linebreak = true
      -- Its height was that of the text with words broken.
      local row, height = vim.api.nvim_win_get_position(window)[1], vim.api.nvim_win_get_height(window)
      local is_above = vim.startswith(vim.api.nvim_win_get_config(window).anchor or '', 'S')
      local room = is_above and row + height or vim.o.lines - vim.o.cmdheight - row - border_rows(window)
      local wanted = math.min(vim.api.nvim_win_text_height(window, {}).all, room)
      if wanted > height then
        vim.api.nvim_win_set_height(window, wanted)
      end
    end),
  })
end

--- K: the card of a status. Elsewhere, and where no other server explains things, the file type's 'keywordprg' as before.
local function explain()
  if has_others(0, HOVER) or ask(HOVER) then
    keep_words_whole(vim.api.nvim_get_current_buf())
    return vim.lsp.buf.hover()
  end
  local count = vim.v.count > 0 and vim.v.count or ''
  vim.api.nvim_feedkeys(count .. 'K', 'ni', false)
end

--- Puts `explain` in place of the mapping that Neovim makes when a server attaches. Other mappings stay.
local function map_explain(buffer)
  local mapping = vim.api.nvim_buf_call(buffer, function()
    return vim.fn.maparg('K', 'n', false, true)
  end)
  if mapping.buffer == 1 and mapping.desc == 'vim.lsp.buf.hover()' then
    vim.keymap.set('n', 'K', explain, { buffer = buffer, desc = "HTTP status, or 'keywordprg'" })
  end
end

--- The 'omnifunc' of a buffer whose file type brings one, such as htmlcomplete#CompleteTags: it completes where no status
--- belongs, as long as no other server completes.
local function omnifunc(findstart, base)
  local own = vim.b.http_status_omnifunc
  if findstart == 1 and (not own or has_others(0, COMPLETION) or ask(COMPLETION)) then
    return vim.lsp.omnifunc(findstart, base)
  end
  return own and vim.fn.call(own, { findstart, base }) or {}
end

--- Gives the file type its 'omnifunc' back, which Neovim replaces when a server attaches.
local function keep_omnifunc(buffer)
  local options = vim.api.nvim_buf_is_valid(buffer) and vim.bo[buffer]
  if not options or options.omnifunc ~= 'v:lua.vim.lsp.omnifunc' then
    return
  end
  local ok, own = pcall(vim.filetype.get_option, options.filetype, 'omnifunc')
  if ok and own ~= '' and not vim.startswith(own, 'v:lua.vim.lsp.') then
    vim.b[buffer].http_status_omnifunc = own
    -- An option takes the name of a function alone, so it is the `omnifunc` below.
    options.omnifunc = ('v:lua.vim.lsp.config.%s.omnifunc'):format(NAME)
  end
end

--- The 'tagfunc': for CTRL-] a definition, else what other servers know under the name. Neovim's own complains where none of
--- them can be asked for a name; answering nothing, the tags are searched as usual.
local function tagfunc(pattern, flags)
  local can_answer = flags:find('c', 1, true) or has_others(0, 'workspace/symbol')
  return can_answer and vim.lsp.tagfunc(pattern, flags) or vim.NIL
end

local function keep_tags(buffer)
  if vim.bo[buffer].tagfunc == 'v:lua.vim.lsp.tagfunc' then
    vim.bo[buffer].tagfunc = ('v:lua.vim.lsp.config.%s.tagfunc'):format(NAME)
  end
end

--- Breaks the lines of the window beside the completion menu between words, and shows Markdown in it.
local function show_documentation()
  local id = vim.tbl_get(vim.v.event, 'completed_item', 'user_data', 'nvim', 'lsp', 'client_id')
  local client = id and vim.lsp.get_client_by_id(id)
  local info = vim.fn.complete_info({ 'selected' })
  local window = info.preview_winid
  if not client or client.name ~= NAME or not window or not vim.api.nvim_win_is_valid(window) then
    return
  end
  local options = vim.wo[window]
  options.linebreak, options.breakindent, options.breakindentopt = true, true, 'list:-1'
  options.conceallevel, options.concealcursor, options.fillchars = 2, 'nic', 'lastline: '
  vim.bo[info.preview_bufnr].formatlistpat = [[^\s*\%(-\|\d\+\.\)\s\+]]
  pcall(vim.treesitter.start, info.preview_bufnr, 'markdown')
  -- Its height was that of the text with words broken.
  local room = vim.o.lines - vim.o.cmdheight - vim.api.nvim_win_get_position(window)[1]
  local height = vim.api.nvim_win_text_height(window, {}).all
  pcall(vim.api.nvim_win_set_height, window, math.max(math.min(height, room), 1))
end

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
  -- A configuration of yours with an `on_attach` replaces this one. The plugin calls it all the same.
  on_attach = function(_, buffer)
    map_explain(buffer)
    keep_tags(buffer)
    -- Neovim cannot tell what a file type sets while it is setting it.
    vim.schedule(function()
      keep_omnifunc(buffer)
    end)
    vim.api.nvim_create_autocmd('CompleteChanged', {
      group = vim.api.nvim_create_augroup(('%s_%d'):format(NAME, buffer), {}),
      buffer = buffer,
      callback = show_documentation,
    })
  end,
  omnifunc = omnifunc,
  tagfunc = tagfunc,
  -- Neovim sends these at the start and answers the server's questions from them. They are the defaults; write what
  -- differs into your own `vim.lsp.config('http_status', { settings = … })`, which is laid over them.
  settings = {
    httpStatus = {
      hover = { enable = true, detail = 'brief' },
      completion = { enable = true, constants = 'auto' },
      definition = { enable = true, names = false },
      documentLinks = { enable = false },
      pages = { enable = true },
      diagnostics = { enable = true },
      rules = {},
      exclude = { languages = {} },
    },
  },
}
