" Loads ALE where it is an optional package, as Debian's vim-ale is. A plugin manager makes this line superfluous.
silent! packadd! ale

filetype plugin indent on

" Write only what differs from the defaults: { 'exclude': { 'languages': ['css'] } }
let g:http_status_settings = {}

let g:ale_hover_to_floating_preview = 1
nmap <silent> K <Plug>(ale_hover)
nmap <silent> gd <Plug>(ale_go_to_definition)
set completefunc=HttpStatusComplete
" The card of the chosen completion stands beside the menu.
set completeopt=menu,popup

augroup http_status
  autocmd!
  autocmd FileType * call s:attach()
augroup END

" ALE keeps its linters by file type. This adds one to each, behind those that the file type has already.
function! s:attach() abort
  if &buftype !=# ''
    return
  endif
  let l:names = map(ale#linter#Get(&filetype), 'v:val.name')
  for l:part in split(&filetype, '\.')
    for l:type in ale#linter#ResolveFiletype(l:part)
      call ale#linter#Define(l:type, {
      \ 'name': 'http-status',
      \ 'lsp': 'stdio',
      \ 'executable': 'http-status-lsp',
      \ 'command': '%e',
      \ 'language': {buffer -> split(getbufvar(buffer, '&filetype'), '\.')[0]},
      \ 'project_root': '/',
      \ 'lsp_config': {-> {'httpStatus': g:http_status_settings}},
      \})
    endfor
  endfor
  " ALE leaves many linters off unless they are named, and all of them in plain text.
  if index(map(ale#linter#Get(&filetype), 'v:val.name'), 'http-status') < 0
    let b:ale_linters = l:names + ['http-status']
  endif
endfunction

" ALE's own completion does not know numbers and asks one server only. This asks http-status-lsp alone.
function! HttpStatusComplete(findstart, base) abort
  if !a:findstart
    return filter(s:items, {_, item -> stridx(tolower(item.word), tolower(a:base)) == 0})
  endif
  let [l:buffer, l:state, s:items] = [bufnr(''), {}, []]
  let l:before = strpart(getline('.'), 0, col('.') - 1)
  " Columns are counted in UTF-16, where what lies beyond U+FFFF counts twice.
  let l:column = strlen(substitute(l:before, '.', '\=char2nr(submatch(0)) > 0xFFFF ? "xx" : "x"', 'g'))
  let l:position = ale#lsp#message#Completion(l:buffer, line('.'), l:column + 1, '')
  try
    call ale#lsp_linter#SendRequest(l:buffer, 'http-status', ale#lsp#message#DidChange(l:buffer))
    call ale#lsp_linter#SendRequest(l:buffer, 'http-status', l:position, {answer -> extend(l:state, answer)})
  catch /not found/
    return -3
  endtry
  while empty(l:state) && !complete_check()
    sleep 2m
  endwhile
  let l:items = get(l:state, 'result', v:null)
  if empty(l:items)
    return -3
  endif
  let l:typed = l:column - l:items[0].textEdit.range.start.character
  let s:items = map(l:items, {_, item -> {
  \ 'word': item.textEdit.newText,
  \ 'menu': get(item, 'detail', ''),
  \ 'info': get(get(item, 'documentation', {}), 'value', ''),
  \ 'icase': 1,
  \}})
  return strlen(l:before) - l:typed
endfunction
