package io.atomicinventory.server.dashboard;

import io.atomicinventory.server.signin.PageController;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Answers with pages of one store, or with parts of them. Each call says with {@code @Allowed} what it asks for. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PageController
public @interface StorePage {
    /** Where they are; what comes after it begins with the tab. */
    String PATH = "/inventory/atomic-dashboard/{storeId}";
}
