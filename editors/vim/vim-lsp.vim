filetype plugin indent on

" Write only what differs from the defaults: { 'exclude': { 'languages': ['css'] } }
let s:settings = {}

" Cards as plain text are up to 80 columns wide.
let g:lsp_float_max_width = 80

augroup http_status
  autocmd!
  autocmd User lsp_setup call s:register()
  autocmd User lsp_buffer_enabled call s:set_keys()
augroup END

function! s:register() abort
  let l:capabilities = lsp#default_get_supported_capabilities({})
  " vim-lsp counts columns in characters and does not say so; without this, an emoji shifts what stands behind it.
  let l:capabilities.general = { 'positionEncodings': ['utf-32'] }
  " It shows Markdown as it stands, with headings and addresses of links, so plain text reads better.
  let l:capabilities.textDocument.hover.contentFormat = ['plaintext']
  let l:capabilities.textDocument.completion.completionItem.documentationFormat = ['plaintext']
  call lsp#register_server({
  \ 'name': 'http-status',
  \ 'cmd': ['http-status-lsp'],
  \ 'allowlist': ['*'],
  \ 'capabilities': l:capabilities,
  \ 'workspace_config': { 'httpStatus': s:settings },
  \})
endfunction

function! s:set_keys() abort
  setlocal omnifunc=lsp#complete
  nmap <buffer> K <Plug>(lsp-hover)
  nmap <buffer> gd <Plug>(lsp-definition)
endfunction
