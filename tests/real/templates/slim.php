<?php
require 'Fig/HttpMessageUtil/autoload.php';
require 'FastRoute/autoload.php';
require 'Psr/Container/autoload.php';
require 'Psr/Log/autoload.php';
require 'Slim/Psr7/autoload.php';
spl_autoload_register(function ($class) {
    $name = basename(strtr($class, '\\', '/'));
    $files = [
        __DIR__ . '/sources/Slim/' . strtr($class, '\\', '/') . '.php',
        __DIR__ . "/sources/http-server-handler/src/{$name}.php",
        __DIR__ . "/sources/http-server-middleware/src/{$name}.php",
    ];
    foreach (array_filter($files, 'is_file') as $file) {
        require_once $file;
    }
});
use Slim\Factory\AppFactory;
<<imports>>

$app = AppFactory::create();
// An application's error page shows what the exception says.
$app->addErrorMiddleware(true, false, false);
// <<case>>
$app->get('<<path>>', function ($request, $response) {
    <<line>>
});
// <<end>>
$app->run();
