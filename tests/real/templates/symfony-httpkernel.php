<?php
require 'Symfony/Component/HttpKernel/autoload.php';
use Symfony\Component\EventDispatcher\EventDispatcher;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Controller\ControllerResolver;
use Symfony\Component\HttpKernel\HttpKernel;
use Symfony\Component\HttpKernel\KernelEvents;
<<imports>>

$handlers = [];
// <<case>>
$handlers['<<path>>'] = function () {
    <<line>>
};
// <<end>>
$dispatcher = new EventDispatcher();
// An application's error page: the kernel takes status and headers from the exception.
$dispatcher->addListener(KernelEvents::EXCEPTION, function ($event) {
    $event->setResponse(new Response($event->getThrowable()->getMessage()));
});
$request = Request::createFromGlobals();
$request->attributes->set('_controller', $handlers[$request->getPathInfo()]);
$kernel = new HttpKernel($dispatcher, new ControllerResolver());
$kernel->handle($request)->prepare($request)->send();
