filetype plugin indent on

nnoremap <silent> K :call CocActionAsync('doHover')<CR>
nmap <silent> gd <Plug>(coc-definition)

" CTRL-Space asks for completions; they come by themselves while typing, too. Enter accepts the chosen one.
inoremap <silent> <expr> <C-@> coc#refresh()
inoremap <silent> <expr> <CR> coc#pum#visible() ? coc#pum#confirm() : "\<C-g>u\<CR>"

" CTRL-F and CTRL-B scroll a card that is longer than its window.
nnoremap <silent> <nowait> <expr> <C-f> coc#float#has_scroll() ? coc#float#scroll(1) : "\<C-f>"
nnoremap <silent> <nowait> <expr> <C-b> coc#float#has_scroll() ? coc#float#scroll(0) : "\<C-b>"
