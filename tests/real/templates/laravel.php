<?php
require 'Illuminate/autoload.php';
use Illuminate\Config\Repository;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Filesystem\FilesystemServiceProvider;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Bootstrap\BootProviders;
use Illuminate\Foundation\Bootstrap\RegisterProviders;
use Illuminate\Foundation\Exceptions\Handler;
use Illuminate\Foundation\Http\Kernel;
use Illuminate\View\ViewServiceProvider;
<<imports>>

// What a new project has in many files: configuration, kernel, handler of exceptions.
class Bootstrapped extends Kernel
{
    protected $bootstrappers = [RegisterProviders::class, BootProviders::class];
}

$app = new Application(__DIR__);
$app->singleton(HttpKernel::class, Bootstrapped::class);
$app->singleton(ExceptionHandler::class, Handler::class);
$providers = [FilesystemServiceProvider::class, ViewServiceProvider::class];
$app->instance('config', new Repository([
    'app' => ['debug' => false, 'providers' => $providers, 'url' => 'http://127.0.0.1'],
    'logging' => ['default' => 'null', 'channels' => ['null' => ['driver' => 'monolog', 'handler' => 'Monolog\Handler\NullHandler']]],
    'view' => ['paths' => [], 'compiled' => __DIR__],
]));
$app->detectEnvironment(function () {
    return 'production';
});
$router = $app['router'];
// <<case>>
$router->get('<<path>>', function () {
    <<line>>
});
// <<end>>
$request = Illuminate\Http\Request::capture();
// The error pages of Laravel show the message for some statuses only, its JSON shows it for all.
$request->headers->set('Accept', 'application/json');
$app->make(HttpKernel::class)->handle($request)->send();
