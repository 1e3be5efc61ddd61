-- A second Neovim, started as a user starts it and used from outside: keys are typed into it, and what it shows is read.
-- Its event loop runs undisturbed meanwhile, so menus, timers and windows behave as they do in front of a user.

local Editor = {}
Editor.__index = Editor

-- How long one thing may take, and how long an editor may live, in milliseconds. No passing test waits this long.
local LIMIT = 5000
local LIFE = 360000

--- Starts Neovim with a configuration file, and with more `arguments` and another `environment` where they are given.
function Editor.start(init, options)
  options = options or {}
  -- Without swap files and shada, so that two editors may open the same file.
  local command = { vim.v.progpath, '--embed', '--headless', '-n', '-i', 'NONE', '-u', init }
  vim.list_extend(command, options.arguments or {})
  local self = setmetatable({}, Editor)
  self.channel = vim.fn.jobstart(command, { rpc = true, env = options.environment })
  self.pid = vim.fn.jobpid(self.channel)
  -- A request over the channel has no time limit of its own.
  self.watchdog = assert(vim.uv.new_timer())
  self.watchdog:start(LIFE, 0, function()
    vim.uv.kill(self.pid, 'sigkill')
  end)
  self:lua([[
    accepted = 0
    vim.api.nvim_create_autocmd('CompleteDone', {
      callback = function()
        accepted = accepted + (vim.v.event.reason == 'accept' and 1 or 0)
      end,
    })
  ]])
  -- At its usual level a log without errors is no file at all, which would prove nothing.
  self.log = self:lua("vim.lsp.log.set_level('info'); return vim.lsp.log.get_filename()")
  return self
end

--- Runs Lua in the editor, with what follows as `...`, and answers its result, `nil` for null.
function Editor:lua(code, ...)
  local result = vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
  return result ~= vim.NIL and result or nil
end

--- Types what ends the editor.
function Editor:type_quit()
  -- Without waiting for an answer, before which the editor may have ended.
  vim.rpcnotify(self.channel, 'nvim_input', '<C-\\><C-n>:qall!<CR>')
end

--- Types keys, in the notation of mappings.
function Editor:type(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
end

--- Waits until `predicate` answers something other than false, and answers that; not longer than `limit` milliseconds.
function Editor:wait(what, predicate, limit)
  local result
  vim.wait(limit or LIMIT, function()
    result = predicate()
    return result
  end, 10)
  return result or error('waited in vain for ' .. what, 0)
end

-- What the editor shows

function Editor:line()
  return self:lua('return vim.api.nvim_get_current_line()')
end

function Editor:text()
  return self:lua("return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\\n')")
end

function Editor:file()
  return self:lua('return vim.api.nvim_buf_get_name(0)')
end

--- Everything that was shown by `:messages`.
function Editor:messages()
  return self:lua("return vim.api.nvim_exec2('messages', { output = true }).output")
end

--- The names of the files in the windows of the tab page, from the left and the top; without their folders.
function Editor:windows()
  return self:lua([[
    return vim.tbl_map(function(window)
      return vim.fs.basename(vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window)))
    end, vim.api.nvim_tabpage_list_wins(0))
  ]])
end

--- The labels in the completion menu, `nil` where it is closed.
function Editor:menu()
  return self:lua([[
    local label = function(item) return item.abbr ~= '' and item.abbr or item.word end
    return vim.fn.pumvisible() == 1 and vim.tbl_map(label, vim.fn.complete_info({ 'matches' }).matches) or nil
  ]])
end

--- The text of the floating window, `nil` where there is none.
function Editor:float()
  return self:lua([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
      end
    end
  ]])
end

-- What the screen shows of a window, without the blanks at the ends of rows.
local ROWS = [==[
function rows(window)
  local buffer = vim.api.nvim_win_get_buf(window)
  if vim.treesitter.highlighter.active[buffer] then
    -- It is parsed while nothing else is to be done; this is not to be waited for.
    vim.treesitter.get_parser(buffer):parse(true)
  end
  vim.cmd.redraw()
  local top, left = unpack(vim.api.nvim_win_get_position(window))
  if vim.api.nvim_win_get_config(window).border then
    -- The position is that of the border.
    top, left = top + 1, left + 1
  end
  local row = "trim(join(map(range(%d, %d), {_, column -> screenstring(row, column)}), ''), ' ', 2)"
  return vim.fn.eval(("map(range(%d, %d), {_, row -> " .. row .. "})"):format(
    top + 1, top + vim.api.nvim_win_get_height(window), left + 1, left + vim.api.nvim_win_get_width(window)))
end
]==]

--- Gives the editor a screen of this size.
function Editor:show(columns, lines)
  if not self.has_screen then
    -- Without one who looks, Neovim does not lay windows over each other.
    vim.rpcrequest(self.channel, 'nvim_ui_attach', columns, lines, {})
    self:lua(ROWS)
    self.has_screen = true
  end
  vim.rpcrequest(self.channel, 'nvim_ui_try_resize', columns, lines)
  assert(columns == self:lua('return vim.o.columns'), 'the screen has another size')
end

--- The rows of a window as the screen shows them; of the current one without an argument.
function Editor:rows(window)
  return self:lua('return rows(...)', window or 0)
end

--- The text that the last hover highlighted.
function Editor:highlighted()
  return self:lua([[
    local namespace = vim.api.nvim_get_namespaces()['nvim.lsp.hover_range']
    local mark = vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })[1]
    return mark and vim.api.nvim_buf_get_text(0, mark[2], mark[3], mark[4].end_row, mark[4].end_col, {})[1]
  ]])
end

-- What a user does

--- Opens a file as it is on the disk and waits until the server has it. Leaves the editor in normal mode.
function Editor:open(path)
  self:type('<C-\\><C-n>')
  self:lua([[
    vim.cmd.edit({ args = { ... }, bang = true })
    -- A buffer that was hidden with changes comes back with them.
    if vim.bo.modified then
      vim.cmd.edit({ bang = true })
    end
  ]], path)
  self:wait('the server to attach to ' .. path, function()
    return self:lua([[
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'http_status' })[1]
      return vim.api.nvim_get_mode().mode == 'n' and client ~= nil and client.initialized
    ]])
  end)
end

--- Puts the cursor on the first character of a text.
function Editor:put_cursor_on(text)
  self:lua([[
    vim.fn.cursor(1, 1)
    assert(vim.fn.search('\\V' .. vim.fn.escape(..., '\\'), 'cW') > 0, 'the text is not in the file')
  ]], text)
end

--- Opens a file and begins to insert behind a text.
function Editor:insert_behind(text, path)
  self:open(path)
  self:put_cursor_on(text)
  self:type(#text > 1 and ('%dla'):format(#text - 1) or 'a')
end

--- Types a command in normal mode and answers what it said. Waits until Neovim takes further input.
function Editor:command(command)
  self:lua("vim.cmd('messages clear')")
  self:type('<C-\\><C-n>:' .. command:gsub('<', '<lt>') .. '<CR>')
  -- What is typed is read after this question, unless something blocks.
  self:type('<Cmd>let g:done = get(g:, "done", 0) + 1<CR>')
  self.done = (self.done or 0) + 1
  self:wait(':' .. command .. ' to end', function()
    local mode = vim.rpcrequest(self.channel, 'nvim_get_mode')
    return not mode.blocking and self:lua('return vim.g.done') == self.done
  end)
  return self:messages()
end

--- Picks the entry with this label from the menu, and waits until Neovim has asked for the rest of it.
function Editor:pick(label)
  local labels = self:wait('the menu with ' .. label, function()
    local labels = self:menu()
    return labels and vim.list_contains(labels, label) and labels
  end)
  local accepted = self:lua('return accepted')
  for _, shown in ipairs(labels) do
    self:type('<C-n>')
    if shown == label then
      break
    end
  end
  self:type('<C-y>')
  self:wait('the entry to be accepted', function()
    return self:lua([[
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'http_status' })[1]
      return accepted > ... and next(client.requests) == nil
    ]], accepted)
  end)
end

--- Presses K and answers the text of the window that opens and what was highlighted meanwhile.
function Editor:hover()
  self:type('K')
  local text = self:wait('the floating window', function()
    return self:float()
  end)
  local highlighted = self:highlighted()
  -- A move of the cursor closes it.
  self:type('0')
  self:wait('the floating window to close', function()
    return not self:float()
  end)
  return text, highlighted
end

-- What goes on beneath

--- Sends a request about the cursor's position to a client and answers its result.
function Editor:request(method, client)
  local answer = self:lua([[
    local method, name = ...
    local client = vim.lsp.get_clients({ bufnr = 0, name = name })[1]
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    return assert(client:request_sync(method, params, 5000, 0))
  ]], method, client or 'http_status')
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result ~= vim.NIL and answer.result or nil
end

--- Lays settings over the client's and tells the server.
function Editor:configure(settings)
  self:lua([[
    local client = vim.lsp.get_clients({ name = 'http_status' })[1]
    client.settings = vim.tbl_deep_extend('force', client.settings, { httpStatus = ... })
    client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  ]], settings)
end

--- The process ids of the servers that run under this editor.
function Editor:servers()
  return self:lua([[
    return vim.tbl_filter(function(pid)
      local process = vim.api.nvim_get_proc(pid)
      return process and vim.startswith(process.name, 'http-status')
    end, vim.api.nvim_get_proc_children(vim.fn.getpid()))
  ]])
end

--- Whether a process runs. One that has ended, and only waits for its parent to notice, does not.
local function is_running(pid)
  local stat = io.open(('/proc/%d/stat'):format(pid))
  if not stat then
    return vim.uv.kill(pid, 0) == 0
  end
  local state = stat:read('*a'):match('%) (%a)')
  stat:close()
  return state ~= 'Z' and state ~= 'X'
end

--- Calls `finish`, which is to end the editor, and waits until it and its servers are gone. Answers its exit code.
function Editor:finish(finish)
  local servers = self:servers()
  assert(#servers > 0 and is_running(servers[1]), 'no server was running')
  finish()
  local code = vim.fn.jobwait({ self.channel }, LIMIT)[1]
  self.watchdog:stop()
  for _, pid in ipairs(servers) do
    self:wait(('the server %d to end'):format(pid), function()
      return not is_running(pid)
    end)
  end
  return code
end

--- Ends the editor, whether it has servers or not, and waits for both.
function Editor:quit()
  local servers = self:servers()
  self:type_quit()
  vim.fn.jobwait({ self.channel }, LIMIT)
  vim.fn.jobstop(self.channel)
  self.watchdog:stop()
  for _, pid in ipairs(servers) do
    self:wait(('the server %d to end'):format(pid), function()
      return not is_running(pid)
    end)
  end
end

return Editor
