import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiModule } from './api.module';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(ApiModule);
  app.enableShutdownHooks();
  await app.listen(process.env.PORT ?? 3000);
  Logger.log(`Listening on ${await app.getUrl()}`, 'main');
}

void bootstrap();
