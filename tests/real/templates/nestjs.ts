import "reflect-metadata"
import { Controller, Get, Module, Res } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import type { Response } from "express"
<<imports>>

@Controller()
class Cases {
    // <<case>>
    @Get("<<path>>")
    handler<<id>>(@Res() res: Response) {
        <<line>>
    }
    // <<end>>
}

@Module({ controllers: [Cases] })
class Root {}

NestFactory.create(Root, { logger: false }).then((app) => app.listen(<<port>>, "127.0.0.1"))
