use Mojolicious::Lite -signatures;
<<imports>>

app->log->level('fatal');
# <<case>>
get '<<path>>' => sub ($c) {
    <<line>>
};
# <<end>>
app->start('daemon', '-m', 'production', '-l', 'http://127.0.0.1:<<port>>');
