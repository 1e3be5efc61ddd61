vcl 4.1;

backend default none;

sub vcl_recv {
    # <<case body empty>>
    if (req.url == "<<path>>") {
        <<line>>
    }
    # <<end>>
    # <<case header>>
    if (req.url == "<<path>>") {
        return (synth(<<code>>, "<<message>>"));
    }
    # <<end>>
    # <<case redirect>>
    if (req.url == "<<path>>") {
        return (synth(<<code>>, "<<value>>"));
    }
    # <<end>>
}

sub vcl_synth {
    # <<case header redirect>>
    if (req.url == "<<path>>") {
        <<line>>
    }
    # <<end>>
}
