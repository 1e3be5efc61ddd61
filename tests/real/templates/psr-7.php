<?php
require 'Nyholm/Psr7/autoload.php';
<<imports>>

class Cases
{
    private $responseFactory;

    public function __construct()
    {
        $this->responseFactory = new Nyholm\Psr7\Factory\Psr17Factory();
    }
    // <<case>>
    public function handler<<id>>_<<code>>()
    {
        <<line>>
    }
    // <<end>>
}

[, , $id, $code] = explode('/', $_SERVER['REQUEST_URI']);
$response = (new Cases())->{"handler{$id}_{$code}"}();
$reason = $response->getReasonPhrase();
header("HTTP/1.1 {$response->getStatusCode()} {$reason}", true, $response->getStatusCode());
foreach ($response->getHeaders() as $name => $values) {
    foreach ($values as $value) {
        header("{$name}: {$value}", false, $response->getStatusCode());
    }
}
echo $response->getBody();
