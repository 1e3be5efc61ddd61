<?php
require 'Symfony/Component/HttpFoundation/autoload.php';
use Symfony\Component\HttpFoundation\Request;
<<imports>>

$handlers = [];
// <<case>>
$handlers['<<path>>'] = function () {
    <<line>>
};
// <<end>>
$request = Request::createFromGlobals();
$handlers[$request->getPathInfo()]()->prepare($request)->send();
