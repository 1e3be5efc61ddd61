-- What is written down is true: README, help file and settings.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, read = checks.check, checks.equal, checks.contains, checks.read
local init, plugin = checks.init, checks.plugin

local readme = read(plugin .. '/README.md')
local help = read(plugin .. '/doc/http_status.txt')

--- The examples of a language in the README.
local function examples(language)
  return vim.iter(readme:gmatch('\n```' .. language .. '\n(.-)```')):totable()
end

check('the README shows the configuration that is tested', function()
  local function without_path(text)
    return (text:gsub('^[^\n]*\n', '', 1))
  end
  equal(without_path(read(init)), without_path(examples('lua')[1]))
end)

check('all Lua in the README can be read', function()
  assert(#examples('lua') >= 6, #examples('lua'))
  for _, code in ipairs(examples('lua')) do
    -- An entry for a plugin manager is a table that stands by itself.
    assert(loadstring(vim.startswith(code, '{') and 'return ' .. code or code))
  end
end)

check('the package of the README works', function()
  local home = checks.scratch .. '/package'
  vim.fn.mkdir(home .. '/.config/nvim', 'p')
  -- In place of the clone.
  assert(vim.uv.fs_symlink(checks.project, home .. '/http-status-lsp'))
  local commands = examples('sh')[1]:match('\n(mkdir.*)')
  local environment = {
    HOME = home,
    XDG_DATA_HOME = home .. '/.local/share',
    XDG_CONFIG_HOME = home .. '/.config',
  }
  local result = vim.system({ 'bash', '-euc', commands }, { env = environment }):wait()
  equal(0, result.code)
  local file = assert(io.open(home .. '/.config/nvim/init.lua', 'w'))
  file:write("vim.lsp.enable('http_status')")
  file:close()

  local editor = Editor.start(home .. '/.config/nvim/init.lua', { environment = environment })
  editor:open(checks.write('package/app.js', 'res.status(401);'))
  editor:put_cursor_on('401')
  contains(editor:hover(), '401 Unauthorized')
  equal('', editor:command('HttpStatus not found'))
  editor:command('checkhealth http_status')
  contains(editor:text(), 'OK It is enabled')
  equal('', editor:command('help http_status'))
  contains(editor:file(), '/http_status.txt')
  editor:finish(function()
    editor:type_quit()
  end)
end)

-- Settings

--- The settings of src/config.rs, by key: the default, the description, and the choices of one that takes one of several strings.
local function known_settings()
  local found = {}
  local function text(literal)
    return (literal:gsub('\\"', '"'))
  end
  for setting in read(checks.project .. '/src/config.rs'):gmatch('\n    Setting {(.-)\n    },') do
    local key = assert(setting:match('key: "([%w.]+)"'), setting)
    local choices = {}
    for choice in (setting:match('OneOf%((.*)%)') or ''):gmatch('%(%s*"(%w+)",') do
      table.insert(choices, choice)
    end
    found[key] = {
      text(assert(setting:match('default: "(.-)",\n'), key)),
      text(assert(setting:match('description:%s*"(.-)",\n%s*details:'), key)),
      #choices > 0 and choices or nil,
    }
  end
  assert(vim.tbl_count(found) >= 8, 'settings are missing in src/config.rs')
  return found
end

check("lsp/http_status.lua has the server's settings and defaults", function()
  local wanted, found = {}, {}
  for key, setting in pairs(known_settings()) do
    wanted[key] = vim.json.decode(setting[1])
  end
  for group, settings in pairs(dofile(plugin .. '/lsp/http_status.lua').settings.httpStatus) do
    if group == 'rules' then
      found.rules = settings
    else
      for name, default in pairs(settings) do
        found[group .. '.' .. name] = default
      end
    end
  end
  equal(wanted, found)
end)

check('the help file has them too, with the same defaults and descriptions', function()
  local found = {}
  for tag, key, default, description in
    help:gmatch('%*httpStatus%.([%w.]+)%*\nhttpStatus%.([%w.]+)%s+%(default: `(.-)`%)\n%s+(.-)\n\n')
  do
    equal(tag, key)
    -- The choices of a setting stand below its description.
    found[key] = { default, (description:gsub('\n%s+".*', ''):gsub('%s*\n%s*', ' ')) }
  end
  equal(
    vim.tbl_map(function(setting)
      return { setting[1], setting[2] }
    end, known_settings()),
    found
  )
end)

check('the choices of a setting are those of the server, in the help file too', function()
  local settings = dofile(plugin .. '/lua/http_status/settings.lua')
  for key, setting in pairs(known_settings()) do
    equal(setting[3], settings.choices(key))
    for _, choice in ipairs(setting[3] or {}) do
      contains(help, ('\n        "%s"'):format(choice))
    end
  end
end)

-- Help

check('the tags of the help file are written down, and :helptags has no complaint', function()
  local folder = checks.scratch .. '/doc'
  vim.fn.mkdir(folder, 'p')
  vim.fn.writefile(vim.fn.readfile(plugin .. '/doc/http_status.txt'), folder .. '/http_status.txt')
  vim.cmd.helptags(folder)
  equal(read(folder .. '/tags'), read(plugin .. '/doc/tags'))
end)

local editor = Editor.start(init)

check('each tag of the help file leads into it, and each link of it somewhere', function()
  local function open(tag)
    equal('', editor:command('help ' .. tag))
    return editor:file()
  end
  local tags = 0
  for line in vim.gsplit(vim.trim(read(plugin .. '/doc/tags')), '\n') do
    assert(vim.endswith(open(line:match('^%S+')), '/http_status.txt'), line)
    tags = tags + 1
  end
  assert(tags > 15, tags)
  for link in help:gmatch('|(%S-)|') do
    open(link)
  end
  for option in help:gmatch("'(%l+)'") do
    if vim.list_contains({ 'filetype', 'runtimepath' }, option) then
      open(("'%s'"):format(option))
    end
  end
end)

check('the recipes of the help file run', function()
  local recipes = vim.iter(help:gmatch('>lua\n(.-)\n<')):totable()
  assert(#recipes >= 10, #recipes)
  for _, recipe in ipairs(recipes) do
    -- An error in the editor is one here.
    editor:lua(recipe)
  end
  -- They were not just read: the last left a level, and one of them a key.
  equal('debug', editor:lua('return vim.lsp.config.http_status.cmd_env.HTTP_STATUS_LSP_LOG'))
  equal(1, editor:lua("return vim.fn.maparg('<Leader>hs', 'n') ~= '' and 1 or 0"))
end)

check('each part of the documents that is about the other names the same commands', function()
  for _, line in ipairs({ ":lua vim.lsp.enable('http_status', false)", ":lua vim.lsp.enable('http_status')" }) do
    contains(readme, line)
    contains(help, line)
    contains(read(plugin .. '/lua/http_status/health.lua'), line)
  end
  editor:quit()
end)
